/** Why a judgement went wrong, read off the journal: what the responder had before it beside what was true.
 *  Only for judgements (detection, diagnosis, decision); where time was lost, `losses.ts` tells. */

import type { DrawnTruth } from "../journal/truth.ts";
import type { RankedCause } from "../responder/effect.ts";
import type { CauseId } from "../runbook/cause.ts";
import { formatDuration, type InstantMs, milliseconds, since } from "../units.ts";
import { type Clocks, standingConclusion } from "./clocks.ts";
import type { DecisionScore } from "./decision.ts";
import { effectsOf, eventsOf, type Trace } from "./trace.ts";

export interface Mistake {
  readonly about: "detection" | "diagnosis" | "decision";
  readonly because: readonly string[];
}

const MOST_EVIDENCE = 3;

export function detectionMistake(trace: Trace, { zeroAt }: Clocks): Mistake {
  const declarations = effectsOf(trace, "declare");
  const because = declarations
    .filter(({ value }) => value.arguments.standing === "open" || value.arguments.standing === "withdrawn")
    .map(({ at, value }) => {
      const verb = value.arguments.standing === "open" ? "declared" : "withdrawn";
      return `${verb} ${atZero(at, zeroAt)}: ${value.arguments.because}`;
    });
  if (declarations.length === 0) {
    const first = eventsOf(trace, "alert").find(({ alert }) => alert.status === "firing");
    because.push(
      first === undefined
        ? "no alert fired"
        : `an alert fired ${atZero(first.at, zeroAt)}, and it was not confirmed`,
    );
  }
  return { about: "detection", because };
}

function atZero(at: InstantMs, zeroAt: InstantMs | null): string {
  if (zeroAt === null) return "without a mass failure";
  return at < zeroAt
    ? `${formatDuration(since(at, zeroAt))} before the mass failure`
    : `${formatDuration(since(zeroAt, at))} into the mass failure`;
}

export function diagnosisMistake(trace: Trace, truth: readonly CauseId[]): Mistake {
  const named = standingConclusion(trace);
  const ranking = effectsOf(trace, "conclude").at(-1)?.value.arguments.ranking ?? [];
  const because: string[] = [];
  if (named === null) because.push("nothing was concluded");
  for (const ranked of ranking) {
    const wrongly = named?.includes(ranked.cause) === true && !truth.includes(ranked.cause);
    const missed = truth.includes(ranked.cause) && named?.includes(ranked.cause) !== true;
    if (wrongly) because.push(`${ranked.cause} was named: ${evidence(ranked, 1)}`);
    if (missed) because.push(`${ranked.cause} was not: ${evidence(ranked, -1)}`);
  }
  return { about: "diagnosis", because };
}

/** The weightiest evidence for (1) or against (-1) a cause, with the probability it led to. */
function evidence({ probability, evidence: items }: RankedCause, sign: 1 | -1): string {
  const told = items
    .filter(({ weight }) => weight * sign > 0)
    .sort((a, b) => (b.weight - a.weight) * sign)
    .slice(0, MOST_EVIDENCE)
    .map(({ id, weight }) => `${id} ${weight > 0 ? "+" : ""}${weight}`);
  const side = sign === 1 ? "for it" : "against it";
  return `${Math.round(probability / 100)}%, ${side} ${told.length === 0 ? "nothing" : told.join(", ")}`;
}

export function decisionMistake(trace: Trace, drawn: DrawnTruth, { recommended }: DecisionScore): Mistake {
  const recommendation = effectsOf(trace, "recommend").at(-1);
  if (recommendation === undefined)
    return { about: "decision", because: ["nothing was recommended", truthOfTable(drawn)] };
  const { at, value } = recommendation;
  const lastScope = effectsOf(trace, "scope")
    .filter((scope) => scope.at <= at)
    .at(-1)?.value.arguments;
  const estimate = eventsOf(trace, "answer").findLast(
    (event) => event.at <= at && event.answer.of === "estimate",
  )?.answer;
  const seen = [
    ...(lastScope === undefined
      ? []
      : [
          `${lastScope.affected.length} repositories affected${lastScope.pilotAffected ? ", the pilot among them" : ""}`,
        ]),
    estimate?.of === "estimate"
      ? `the fix estimated at ${formatDuration(milliseconds(estimate.fixInMs))}`
      : "no estimate of the fix",
  ];
  return {
    about: "decision",
    because: [
      `${recommended} by ${value.arguments.because.join(", ") || "no criterion"}; seen: ${seen.join(", ")}`,
      truthOfTable(drawn),
    ],
  };
}

function truthOfTable({ reached, pilotReached, fastestOption, causes, security }: DrawnTruth): string {
  const fix =
    fastestOption === null
      ? "no option mends it"
      : `${fastestOption.option} mends it in ${formatDuration(milliseconds(fastestOption.takesMs))}`;
  const parts = [
    `${reached.length} repositories reached${pilotReached ? ", the pilot among them" : ""}`,
    fix,
    ...(causes.length === 0 ? ["none of the five causes"] : []),
    ...(security ? ["a matter of security"] : []),
  ];
  return `in truth: ${parts.join(", ")}`;
}
