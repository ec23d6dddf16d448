/** Ranks the five causes with evidence for and against, asks the probes that separate the best ones soonest, and
 *  concludes a set: one cause, several, or none of these.
 *  Invariants: a cause is concluded only with its confirmation, never on log lines alone; what was concluded stays
 *  while flows no longer fail (healthy readings after a cure say nothing about the disease); ties break in the order
 *  of CAUSE_IDS. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import { evaluate, type FactSource } from "../runbook/predicate.ts";
import type { Runbook } from "../runbook/schema.ts";
import type { ProbeName } from "../runbook/vocabulary.ts";
import { plus, seconds, since } from "../units.ts";
import { likelihoodOf } from "./calibration.ts";
import type { EvidenceItem, RankedCause } from "./effect.ts";
import type { EventOf } from "./event.ts";
import { request, taskOf } from "./ledger.ts";
import { ROLLBACK_TRACK } from "./mitigation-facts.ts";
import { expectedGain, stakesOf } from "./next-probe.ts";
import { askedAt, askProbe, isAnswered, probesOpen, subjectsOf } from "./probes.ts";
import type { Incident } from "./state.ts";
import { joined } from "./triage.ts";
import { record, type Turn, wake } from "./turn.ts";

const RANK_EVERY = seconds(15);

export function rank(
  { causes, diagnosis }: Pick<Runbook, "causes" | "diagnosis">,
  facts: FactSource,
): RankedCause[] {
  const likelihood = likelihoodOf(diagnosis);
  const ranking = causes.map(({ id, prior, evidence }) => {
    const items: EvidenceItem[] = [];
    let score = prior;
    for (const { id: item, when, weight } of evidence) {
      if (evaluate(when, facts) !== true) continue;
      score += weight;
      items.push({ id: item, weight });
    }
    return { cause: id, score, probability: likelihood(score), evidence: items };
  });
  const place = (cause: CauseId): number => CAUSE_IDS.indexOf(cause);
  return ranking.sort((a, b) => b.score - a.score || place(a.cause) - place(b.cause));
}

/** `fresh`: metrics, a probe or a person said something new in this turn. */
export function advanceDiagnosis(turn: Turn, incident: Incident, facts: FactSource, fresh: boolean): void {
  const { diagnosis } = incident;
  askForFinding(turn, incident);
  const failing = incident.affectedNow.length > 0 || incident.scopedAt === null;
  if (diagnosis.concluded !== null && !failing) return;
  const due = diagnosis.rankedAt === null ? turn.now : plus(diagnosis.rankedAt, RANK_EVERY);
  if (!fresh && due > turn.now) {
    wake(turn, due);
    return;
  }
  diagnosis.rankedAt = turn.now;
  wake(turn, plus(turn.now, RANK_EVERY));
  diagnosis.ranking = rank(turn.responder.runbook, facts);
  askNextProbes(turn, incident);
  if (diagnosis.finding === null) conclude(turn, incident, facts);
  recordConsidered(turn, incident);
}

function conclude(turn: Turn, incident: Incident, facts: FactSource): void {
  const { causes, diagnosis: policy } = turn.responder.runbook;
  const { diagnosis } = incident;
  const standing = diagnosis.concluded ?? [];
  const supported = diagnosis.ranking
    .filter(({ cause, score }) => {
      // A standing conclusion is given up later than a new one is reached, so that noise cannot make it flap.
      if (standing.includes(cause)) return score > policy.withdrawAt || underTreatment(incident, cause);
      const definition = causes.find(({ id }) => id === cause);
      return (
        score >= policy.concludeAt &&
        definition !== undefined &&
        evaluate(definition.confirmedBy, facts) === true
      );
    })
    .map(({ cause }) => cause);
  const set = CAUSE_IDS.filter((cause) => supported.includes(cause));
  if (set.length === 0) {
    diagnosis.candidateSince = null;
    const age = since(incident.openedAt, turn.now);
    if (diagnosis.concluded === null && age < policy.noneOfTheseAfter) {
      wake(turn, plus(incident.openedAt, policy.noneOfTheseAfter));
      return;
    }
    if (diagnosis.concluded === null || diagnosis.concluded.length > 0) settleOn(turn, incident, []);
    return;
  }
  if (sameSet(set, diagnosis.concluded)) return;
  diagnosis.candidateSince ??= turn.now;
  const settled = plus(diagnosis.candidateSince, policy.settleFor);
  const open = probesOpen(incident) > 0 && since(diagnosis.candidateSince, turn.now) < policy.settleFor * 2;
  if (turn.now < settled || open) {
    wake(turn, settled);
    return;
  }
  settleOn(turn, incident, set);
}

/** A cure under way changes the very readings that spoke for the disease: they count again once it has failed. */
function underTreatment({ mitigation }: Incident, cause: CauseId): boolean {
  return mitigation.tracks.some(
    (track) =>
      (track.cause === cause || track.id === ROLLBACK_TRACK) &&
      (track.stage.is === "acting" || track.stage.is === "verifying" || track.stage.is === "effective"),
  );
}

const sameSet = (set: readonly CauseId[], standing: readonly CauseId[] | null): boolean =>
  standing !== null && set.length === standing.length && set.every((cause) => standing.includes(cause));

function settleOn(turn: Turn, incident: Incident, set: CauseId[]): void {
  const { diagnosis } = incident;
  const dropped = (diagnosis.concluded ?? []).filter((cause) => !set.includes(cause));
  if (dropped.length > 0)
    recordConclusion(turn, incident, "withdrawn", dropped, "the evidence no longer supports it");
  const because =
    set.length === 0
      ? "no cause of the five is supported by evidence and confirmed"
      : set.map((cause) => `${cause}: ${reasons(diagnosis.ranking, cause)}`).join("; ");
  adopt(turn, incident, set, because);
}

function reasons(ranking: readonly RankedCause[], cause: CauseId): string {
  const items = ranking.find((ranked) => ranked.cause === cause)?.evidence ?? [];
  return items
    .filter(({ weight }) => weight > 0)
    .map(({ id, weight }) => `${id} +${weight}`)
    .join(", ");
}

function adopt(turn: Turn, incident: Incident, set: CauseId[], because: string): void {
  const { diagnosis } = incident;
  diagnosis.concluded = set;
  diagnosis.concludedAt = turn.now;
  diagnosis.candidateSince = null;
  incident.timeline.push({
    at: turn.now,
    what:
      set.length === 0 ? "Root cause: none of the known five" : `Root cause identified: ${set.join(", ")}`,
  });
  recordConclusion(turn, incident, "concluded", set, because);
}

function recordConclusion(
  turn: Turn,
  incident: Incident,
  standing: "considering" | "concluded" | "withdrawn",
  causes: readonly CauseId[],
  because: string,
): void {
  incident.diagnosis.conclusions += 1;
  incident.diagnosis.recorded = outlineOf(incident.diagnosis.ranking);
  record(turn, incident.id, `${incident.id}/conclude/${incident.diagnosis.conclusions}`, {
    kind: "conclude",
    target: { incident: incident.id },
    arguments: { standing, causes, ranking: incident.diagnosis.ranking, because },
  });
}

/** The order of the ranking and its rough scores: what must change before it is recorded again. */
const outlineOf = (ranking: readonly RankedCause[]): string =>
  ranking.map(({ cause, score }) => `${cause} ${Math.round(score / 5)}`).join();

function recordConsidered(turn: Turn, incident: Incident): void {
  if (incident.diagnosis.concluded !== null) return;
  if (outlineOf(incident.diagnosis.ranking) === incident.diagnosis.recorded) return;
  recordConclusion(turn, incident, "considering", [], "");
}

interface DueProbe {
  readonly probe: ProbeName;
  /** Those that were not asked about for long enough. */
  readonly subjects: readonly (string | null)[];
  /** What it is expected to sharpen the ranking by per second. */
  readonly gain: number;
}

/** Probes worth asking again, the most telling first. */
function dueProbes(turn: Turn, incident: Incident): readonly DueProbe[] {
  const { causes, diagnosis: policy } = turn.responder.runbook;
  const standing = new Map(incident.diagnosis.ranking.map((ranked) => [ranked.cause, ranked]));
  const likelihood = likelihoodOf(policy);
  const due: DueProbe[] = [];
  for (const stakes of stakesOf(causes)) {
    const { probe } = stakes;
    const subjects = subjectsOf(turn, incident, probe).filter(
      (subject) => plus(askedAt(incident, probe, subject), policy.probeEvery) <= turn.now,
    );
    if (subjects.length === 0) continue;
    const answered = subjects.every((subject) => isAnswered(incident, probe, subject));
    due.push({ probe, subjects, gain: expectedGain(stakes, standing, likelihood, answered) });
  }
  return due.sort((a, b) => b.gain - a.gain || (a.probe < b.probe ? -1 : 1));
}

/** Asks what tells most, within the number allowed at once. */
function askNextProbes(turn: Turn, incident: Incident): void {
  const { diagnosis: policy } = turn.responder.runbook;
  let free = policy.probesAtOnce - probesOpen(incident);
  if (free <= 0) return;
  for (const { probe, subjects } of dueProbes(turn, incident)) {
    for (const subject of subjects) {
      if (free <= 0) return;
      if (askProbe(turn, incident, probe, subject, policy.probeEvery)) free -= 1;
    }
  }
}

/** Whoever holds the pager may see what no probe shows. */
function askForFinding(turn: Turn, incident: Incident): void {
  if (incident.diagnosis.concluded !== null) return;
  const person = joined(incident, "sre-oncall");
  const key = `${incident.id}/ask/finding`;
  if (person === null || taskOf(turn, key) !== null) return;
  request(turn, {
    key,
    incidentId: incident.id,
    intent: {
      kind: "ask",
      target: { role: "sre-oncall", person },
      arguments: {
        question: {
          of: "finding",
          situation: `${Object.keys(incident.affected).length} repositories affected`,
        },
      },
    },
  });
}

/** A person's finding is a conclusion of its own: it outranks the evidence, and says who found it. */
export function noteFinding(turn: Turn, incident: Incident, event: EventOf<"answer">): void {
  const { answer, person, role } = event;
  if (answer.of !== "finding") return;
  const causes = CAUSE_IDS.filter((cause) => answer.causes.includes(cause));
  const { diagnosis } = incident;
  diagnosis.finding = {
    person,
    role,
    at: turn.now,
    causes,
    description: answer.description,
    environment: answer.environment,
  };
  const dropped = (diagnosis.concluded ?? []).filter((cause) => !causes.includes(cause));
  if (dropped.length > 0) recordConclusion(turn, incident, "withdrawn", dropped, `${person} found otherwise`);
  adopt(turn, incident, causes, `found by ${person} (${role}): ${answer.description}`);
}
