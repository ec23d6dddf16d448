/** How well verdicts on labelled lines hold: confusion matrix, precision and recall of each cause with Wilson's lower
 *  bounds, and how often something else was taken for a cause. */

import { type Rate, wilson } from "../../src/campaign/statistics.ts";
import type { LineReading } from "../../src/responder/signatures.ts";
import { CAUSE_IDS, type CauseId } from "../../src/runbook/cause.ts";
import { CLASSES, type LabelledLine, type LineClass } from "./lines.ts";

export type Verdict = CauseId | "other" | "ambiguous";
export const VERDICTS: readonly Verdict[] = [...CAUSE_IDS, "other", "ambiguous"];

/** The cause that a line speaks for alone; several alike are ambiguous, and none is something else. */
export function verdictOf({ shares }: Pick<LineReading, "shares">): Verdict {
  const causes = CAUSE_IDS.filter((cause) => shares[cause] !== undefined);
  const [only] = causes;
  if (only === undefined) return "other";
  return causes.length === 1 ? only : "ambiguous";
}

export interface Judgement {
  /** By class, by verdict. */
  readonly confusion: Readonly<Record<LineClass, Readonly<Record<Verdict, number>>>>;
  readonly causes: readonly { readonly cause: CauseId; readonly precision: Rate; readonly recall: Rate }[];
  /** Means of the lower bounds. */
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly otherTakenForCause: Rate;
}

export function judge(lines: readonly LabelledLine[], verdictOn: (text: string) => Verdict): Judgement {
  const confusion = Object.fromEntries(
    CLASSES.map((name) => [name, Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]))]),
  ) as Record<LineClass, Record<Verdict, number>>;
  for (const line of lines) confusion[line.class][verdictOn(line.text)] += 1;
  const causes = CAUSE_IDS.map((cause) => {
    const right = confusion[cause][cause];
    const named = CLASSES.reduce((sum, name) => sum + confusion[name][cause], 0);
    const all = VERDICTS.reduce((sum, verdict) => sum + confusion[cause][verdict], 0);
    return { cause, precision: wilson(right, named), recall: wilson(right, all) };
  });
  const others = VERDICTS.reduce((sum, verdict) => sum + confusion.other[verdict], 0);
  const mistaken = CAUSE_IDS.reduce((sum, cause) => sum + confusion.other[cause], 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    confusion,
    causes,
    macroPrecision: mean(causes.map(({ precision }) => precision.low)),
    macroRecall: mean(causes.map(({ recall }) => recall.low)),
    otherTakenForCause: wilson(mistaken, others),
  };
}
