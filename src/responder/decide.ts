/** Go or No-Go on rolling back to the pilot: assesses the runbook's table continuously, consults, recommends, and
 *  asks whoever is accountable. The responder recommends; a person decides.
 *  Invariants: a recommendation names who was consulted and what they said; a "go" that was taken is never turned
 *  back; the rollback itself is carried out elsewhere (mitigate.ts), on the decision alone. */

import { isCauseId } from "../runbook/cause.ts";
import { evaluate, type FactSource, type Truth } from "../runbook/predicate.ts";
import type { Criterion } from "../runbook/schema.ts";
import { type InstantMs, plus, since } from "../units.ts";
import { askInTurn, filling, holds, present } from "./asking.ts";
import type { CriterionState } from "./effect.ts";
import type { EventOf } from "./event.ts";
import { request } from "./ledger.ts";
import type { Consultation, Incident } from "./state.ts";
import { joined } from "./triage.ts";
import { record, type Turn, wake } from "./turn.ts";

export function advanceDecision(turn: Turn, incident: Incident, facts: FactSource): void {
  if (!incident.mass || incident.scopedAt === null) return;
  consult(turn, incident);
  askForEstimate(turn, incident);
  const go = assess(turn, incident, "go", turn.responder.runbook.decision.go, facts);
  const noGo = assess(turn, incident, "no-go", turn.responder.runbook.decision.noGo, facts);
  if (incident.decision.taken === "go") return;
  recommend(turn, incident, facts, go, noGo);
  askDecider(turn, incident);
}

function consult(turn: Turn, incident: Incident): void {
  const { decision } = turn.responder.runbook;
  for (const role of decision.consult) {
    const known = incident.decision.consultations.find((entry) => entry.role === role);
    if (known === undefined) {
      const person = joined(incident, role);
      if (person === null) continue;
      const key = `${incident.id}/consult/${role}`;
      incident.decision.consultations.push({ role, key, askedAt: turn.now, opinion: null });
      request(turn, {
        key,
        incidentId: incident.id,
        intent: {
          kind: "ask",
          target: { role, person },
          arguments: { question: { of: "opinion", about: "rollback", situation: situationText(incident) } },
        },
      });
      wake(turn, plus(turn.now, decision.consultFor));
      continue;
    }
    if (known.opinion === null && since(known.askedAt, turn.now) >= decision.consultFor)
      known.opinion = "silent";
    else if (known.opinion === null) wake(turn, plus(known.askedAt, decision.consultFor));
  }
}

const situationText = ({ affected, diagnosis }: Incident): string =>
  `${Object.keys(affected).length} repositories affected; root cause ${diagnosis.concluded === null ? "not identified" : diagnosis.concluded.join(" and ") || "none of the known five"}`;

function askForEstimate(turn: Turn, incident: Incident): void {
  const { concluded } = incident.diagnosis;
  const person = joined(incident, "engineering-tl");
  const [cause] = concluded ?? [];
  if (cause === undefined || person === null || incident.decision.estimateAsked === cause) return;
  incident.decision.estimateAsked = cause;
  request(turn, {
    key: `${incident.id}/estimate/${cause}`,
    incidentId: incident.id,
    intent: {
      kind: "ask",
      target: { role: "engineering-tl", person },
      arguments: { question: { of: "estimate", cause } },
    },
  });
}

interface Assessed {
  readonly criterion: Criterion;
  readonly truth: Truth;
}

const stateOf = (truth: Truth): CriterionState => (truth === null ? "unknown" : truth ? "met" : "unmet");

/** The state of each criterion; recorded when one has changed. */
export function assess(
  turn: Turn,
  incident: Incident,
  table: "go" | "no-go" | "resolution",
  criteria: readonly Criterion[],
  facts: FactSource,
): readonly Assessed[] {
  const holder = table === "resolution" ? incident.resolution : incident.decision;
  const assessed = criteria.map((criterion) => ({ criterion, truth: evaluate(criterion.when, facts) }));
  let outline = "";
  for (const { truth } of assessed) outline += truth === null ? "?" : truth ? "+" : "-";
  if (holder.assessed[table] !== outline) {
    holder.assessed[table] = outline;
    holder.assessments += 1;
    record(turn, incident.id, `${incident.id}/assess/${table}/${holder.assessments}`, {
      kind: "assess",
      target: { table },
      arguments: {
        criteria: assessed.map(({ criterion, truth }) => ({ id: criterion.id, state: stateOf(truth) })),
      },
    });
  }
  return assessed;
}

function recommend(
  turn: Turn,
  incident: Incident,
  facts: FactSource,
  go: readonly Assessed[],
  noGo: readonly Assessed[],
): void {
  const { decision: policy } = turn.responder.runbook;
  const { decision } = incident;
  const deadline = plus(incident.openedAt, policy.deadline);
  const late = turn.now >= deadline;
  wake(turn, late ? plus(turn.now, policy.consultFor) : deadline);
  const goes = go.filter(({ truth }) => truth === true).map(says);
  if (decision.proposed !== null) goes.push(decision.proposed);
  if (goes.length > 0) {
    // A Go that was refused is proposed again only on grounds that were not known then.
    const isNews =
      decision.recommended !== "go" ||
      (decision.taken === "no-go" && goes.some((why) => !decision.because.includes(why)));
    if (isNews && (consulted(turn, incident) || late)) propose(turn, incident, "go", goes);
    return;
  }
  if (decision.recommended !== null) return;
  if (noGo.every(({ truth }) => truth === true)) {
    if (consulted(turn, incident) || late) propose(turn, incident, "no-go", noGo.map(says));
    return;
  }
  if (!late) return;
  const stay = policy.noGoInDoubt.find(({ when }) => evaluate(when, facts) === true);
  if (stay !== undefined) propose(turn, incident, "no-go", [stay.says]);
  else propose(turn, incident, policy.whenInDoubt, ["neither column of the table decides: when in doubt"]);
}

const says = ({ criterion }: Assessed): string => criterion.says;

/** Everybody to be consulted has answered, or had the time to; who never joined holds nothing up beyond that. */
function consulted(turn: Turn, incident: Incident): boolean {
  const { consult: roles, consultFor } = turn.responder.runbook.decision;
  const waited = since(incident.openedAt, turn.now) >= consultFor * 2;
  return roles.every((role) => {
    const entry = incident.decision.consultations.find((known) => known.role === role);
    return entry === undefined ? waited : entry.opinion !== null;
  });
}

function propose(turn: Turn, incident: Incident, choice: "go" | "no-go", because: readonly string[]): void {
  const { decision } = incident;
  decision.recommended = choice;
  decision.recommendedAt = turn.now;
  decision.recommendations += 1;
  decision.asked = [];
  incident.timeline.push({
    at: turn.now,
    what: `Recommended: ${choice} for rollback (${because.join("; ")})`,
  });
  const opinions = turn.responder.runbook.decision.consult.map((role) => ({
    role,
    opinion: decision.consultations.find((entry) => entry.role === role)?.opinion ?? ("silent" as const),
  }));
  record(turn, incident.id, `${incident.id}/recommend/${decision.recommendations}`, {
    kind: "recommend",
    target: { decision: "rollback" },
    arguments: { choice, because, consulted: opinions },
  });
  decision.because = because;
}

function askDecider(turn: Turn, incident: Incident): void {
  const { decision: policy } = turn.responder.runbook;
  const { decision } = incident;
  if (decision.recommended === null || decision.recommended === decision.taken) return;
  if (decision.answered === decision.recommendations) return;
  const here = present(incident, [policy.decider]);
  const candidates = [...here, ...filling(turn, incident, policy.untilMobilized)];
  askInTurn(turn, incident, decision.asked, candidates, {
    key: `${incident.id}/decide/${decision.recommendations}`,
    patience: policy.decideWithin,
    question: { of: "decision", recommended: decision.recommended, because: decision.because },
  });
}

export function noteOpinion(incident: Incident, event: EventOf<"answer">): void {
  const entry: Consultation | undefined = incident.decision.consultations.find(
    ({ key }) => key === event.question,
  );
  if (entry === undefined || event.answer.of === "work-done") return;
  if (event.answer.of === "opinion") entry.opinion = event.answer.opinion;
  else if (event.answer.of === "declined") entry.opinion = "no-view";
}

export function noteEstimate(incident: Incident, event: EventOf<"answer">, now: InstantMs): void {
  if (event.answer.of !== "estimate") return;
  incident.decision.estimateMs = event.answer.fixInMs;
  incident.decision.estimatedAt = now;
}

export function noteDecision(turn: Turn, incident: Incident, event: EventOf<"decision">): void {
  const { decision } = event;
  if (decision.of === "option") {
    const { person, role } = event;
    if (!isCauseId(decision.cause) || !holds(turn, person, turn.responder.runbook.decision.decider)) return;
    incident.mitigation.directives[decision.cause] = { option: decision.option, person, role };
    incident.timeline.push({ at: turn.now, what: `${event.person} ordered ${decision.option}` });
    return;
  }
  // A rollback that was decided is not undone by a second opinion.
  if (incident.decision.taken === "go" || !mayDecide(turn, incident, event.person)) return;
  const { decider } = turn.responder.runbook.decision;
  if (holds(turn, event.person, decider)) incident.decision.answered = incident.decision.recommendations;
  if (decision.choice !== incident.decision.recommended)
    for (const asked of incident.decision.asked) if (asked.person === event.person) asked.refused = true;
  incident.decision.taken = decision.choice;
  incident.decision.takenBy = event.person;
  incident.decision.takenAt = turn.now;
  incident.timeline.push({
    at: turn.now,
    what: `Decision by ${event.person}: ${decision.choice} for rollback`,
  });
}

/** The decider; whoever stands in, when asked to or while no decider has joined, and only until the decider answers. */
function mayDecide(turn: Turn, incident: Incident, person: string): boolean {
  const { decider, untilMobilized } = turn.responder.runbook.decision;
  if (holds(turn, person, decider)) return true;
  const { decision } = incident;
  if (decision.recommendations > 0 && decision.answered === decision.recommendations) return false;
  if (!holds(turn, person, untilMobilized)) return false;
  return joined(incident, decider) === null || decision.asked.some((asked) => asked.person === person);
}
