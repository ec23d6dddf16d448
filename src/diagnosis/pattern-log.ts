/** Error lines as patterns: templates with counts, what each says of the causes, and when it came. Bounded: where there
 *  are too many templates, the rarest that say nothing give way, and are counted together. */

import { maskVariables } from "../responder/log-lines.ts";
import type { LineReading, SignatureReader } from "../responder/signatures.ts";
import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import { OccurrenceTimes, type TimeRuler } from "./occurrence-times.ts";

export type LineVerdict = CauseId | "other" | "ambiguous";

export interface ErrorPattern {
  readonly template: string;
  /** The causes that it speaks for most, alike; none says something else. */
  readonly causes: readonly CauseId[];
  readonly reading: LineReading;
  readonly times: OccurrenceTimes;
  count: number;
  timed: number;
}

const MOST_PATTERNS = 2_000;
const KEPT_OF_FULL = 1_500;
const MOST_CHARACTERS = 2_000;
/** Numbers with a unit, and those behind `after`, `in` or an equals sign of a duration, are measurements. */
const MEASURED =
  /\b\d+(?=\s?(?:ms|s|µs|us|ns|sec(?:onds?)?|min(?:utes?)?|milliseconds|[KMG]i?B|bytes|tokens?|%)\b)/g;

export const causesOf = ({ shares }: Pick<LineReading, "shares">): readonly CauseId[] =>
  CAUSE_IDS.filter((cause) => shares[cause] !== undefined);

export function verdictOfCauses(causes: readonly CauseId[]): LineVerdict {
  const [only] = causes;
  if (only === undefined) return "other";
  return causes.length === 1 ? only : "ambiguous";
}

export const templateOf = (message: string): string =>
  maskVariables(message.slice(0, MOST_CHARACTERS)).replace(MEASURED, "*");

/** A copy of its own: a piece of a text keeps the whole text in memory, here the thousand lines that came with it. */
const detached = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

export class PatternLog {
  readonly #reader: SignatureReader;
  readonly #ruler: TimeRuler;
  readonly #patterns = new Map<string, ErrorPattern>();
  /** Of templates that gave way. */
  further = 0;

  constructor(reader: SignatureReader, ruler: TimeRuler) {
    this.#reader = reader;
    this.#ruler = ruler;
  }

  /** What a message says; read once for each template. */
  patternOf(message: string): ErrorPattern {
    const found = templateOf(message);
    let pattern = this.#patterns.get(found);
    if (pattern === undefined) {
      const template = detached(found);
      if (this.#patterns.size >= MOST_PATTERNS) this.#makeRoom();
      const reading = this.#reader.read(message);
      pattern = {
        template,
        causes: causesOf(reading),
        reading,
        times: new OccurrenceTimes(this.#ruler),
        count: 0,
        timed: 0,
      };
      this.#patterns.set(template, pattern);
    }
    return pattern;
  }

  count(pattern: ErrorPattern, time: number | null): void {
    pattern.count += 1;
    if (time === null) return;
    pattern.timed += 1;
    pattern.times.add(time);
  }

  /** Commonest first, ties in order of first appearance. */
  patterns(): readonly ErrorPattern[] {
    return [...this.#patterns.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  }

  #makeRoom(): void {
    const rank = ({ count, causes }: ErrorPattern): number => count * (causes.length > 0 ? 1_000 : 1);
    const byWorth = [...this.#patterns.values()].sort((a, b) => rank(b) - rank(a));
    for (const { template, count } of byWorth.slice(KEPT_OF_FULL)) {
      this.#patterns.delete(template);
      this.further += count;
    }
  }
}
