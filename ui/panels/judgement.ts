/** The part of the scorecard that is about right and wrong: what was declared, named, decided, changed, said and
 *  written, against the truth, which is spelled out where it differs. */

import { unreachable } from "../../src/assert.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { Scorecard } from "../../src/scoring/scorecard.ts";
import { formatDuration, milliseconds } from "../../src/units.ts";
import { type Scene, timeOf } from "../content.ts";
import { cutLine, type Line, packed, span, type Tone } from "../line.ts";
import { titleOf } from "./causes.ts";

const SUBJECT_WIDTH = 14;

function judged(right: boolean, subject: string, says: string): Line {
  return [
    span(right ? "✓ " : "✗ ", right ? "good" : "bad"),
    span(subject.padEnd(SUBJECT_WIDTH)),
    span(says, right ? "plain" : "bad"),
  ];
}

const unjudged = (subject: string, says: string): Line => [
  span("· ", "faint"),
  span(subject.padEnd(SUBJECT_WIDTH)),
  span(says),
];

/** More of the subject above, in as many rows as it takes. */
const details = (text: string, tone: Tone, columns: number): readonly Line[] =>
  packed(text.split(" "), " ", columns - SUBJECT_WIDTH - 2).map((row) => [
    span(" ".repeat(SUBJECT_WIDTH + 2)),
    span(row, tone),
  ]);

export function judgementLines(scene: Scene, card: Scorecard, columns: number): readonly Line[] {
  const { detection, diagnosis, decision, cost } = card;
  const why = (about: Scorecard["mistakes"][number]["about"]): readonly Line[] =>
    card.mistakes
      .filter((mistake) => mistake.about === about)
      .flatMap(({ because }) => because.flatMap((line) => details(line, "warn", columns)));
  const named = (causes: readonly CauseId[]): string =>
    causes.length === 0
      ? "none of the five"
      : causes.map((cause) => titleOf(scene.view.exercise, cause)).join(" + ");
  return [
    judged(detection.correct, "detection", detection.declared ? "declared" : "not declared"),
    ...(detection.correct ? [] : details(`in truth ${truthOf(detection.truth)}`, "strong", columns)),
    ...why("detection"),
    judged(diagnosis.correct, "diagnosis", `named ${named(diagnosis.named)}`),
    ...(diagnosis.correct ? [] : details(`in truth ${named(diagnosis.truth)}`, "strong", columns)),
    ...why("diagnosis"),
    judged(
      decision.correct,
      "decision",
      `recommended ${decision.recommended}, taken ${decision.taken}, expected ${decision.expected}`,
    ),
    ...why("decision"),
    ...safetyLines(scene, card, columns),
    ...invariantLines(scene, card, columns),
    ...communicationLines(card, columns),
    ...reviewLines(card, columns),
    unjudged(
      "cost",
      `${cost.flowsFailed} flows failed, ${cost.flowsDeferred} deferred, $${cost.dollars.toFixed(2)}`,
    ),
  ].map((line) => cutLine(line, columns));
}

function safetyLines(scene: Scene, { violations }: Scorecard, columns: number): readonly Line[] {
  const count = violations.length === 1 ? "1 violation" : `${violations.length} violations`;
  return [
    judged(violations.length === 0, "safety", violations.length === 0 ? "no violation" : count),
    ...violations.flatMap(({ rule, atMs, detail }) =>
      details(`${timeOf(scene.view, atMs)} ${rule}: ${detail}`, "bad", columns),
    ),
  ];
}

/** A broken guard stands among the violations, in the words of its rule. */
function invariantLines(scene: Scene, { brokenInvariants }: Scorecard, columns: number): readonly Line[] {
  const count = brokenInvariants.length;
  return [
    judged(count === 0, "invariants", count === 0 ? "all held" : `${count} broken`),
    ...brokenInvariants.flatMap(({ id, kind, guard, atMs, detail }) =>
      details(
        `${timeOf(scene.view, atMs)} ${kind}, ${id}${guard ? ", a guard of the core" : `: ${detail}`}`,
        "bad",
        columns,
      ),
    ),
  ];
}

function communicationLines({ communication }: Scorecard, columns: number): readonly Line[] {
  const { updatesSent, updatesDue, longestSilenceMs, cadenceKept, faults } = communication;
  const silence = formatDuration(milliseconds(longestSilenceMs));
  return [
    judged(
      cadenceKept,
      "communication",
      `${updatesSent} updates sent, ${updatesDue} due; longest silence ${silence}`,
    ),
    ...faults.flatMap((fault) => details(fault, "warn", columns)),
  ];
}

function reviewLines({ review, targets }: Scorecard, columns: number): readonly Line[] {
  // Targets are empty where there was no incident: then nothing is to be written either.
  if (targets.length === 0) return [unjudged("review", "nothing to review")];
  return [
    judged(review.complete, "review", review.complete ? "documents complete" : "documents incomplete"),
    ...review.faults.flatMap((fault) => details(fault, "warn", columns)),
  ];
}

function truthOf(truth: Scorecard["detection"]["truth"]): string {
  switch (truth) {
    case "mass-failure":
      return "a mass failure";
    case "none":
      return "no mass failure";
    default:
      return unreachable(truth);
  }
}
