/** Asking people for approvals and work: whom first, and whom next when nobody answers.
 *  Invariant: one open question per matter; the next person is asked only after the time-out or a refusal to serve. */

import type { Role } from "../runbook/vocabulary.ts";
import { type DurationMs, plus, since } from "../units.ts";
import type { Question } from "./effect.ts";
import { request } from "./ledger.ts";
import { peopleOf } from "./roster.ts";
import type { Asked, Incident } from "./state.ts";
import { joined } from "./triage.ts";
import { type Turn, wake } from "./turn.ts";

export interface Candidate {
  readonly role: Role;
  readonly person: string;
}

/** People who have joined under the roles, in the order of the roles. */
export function present(incident: Incident, roles: readonly Role[]): readonly Candidate[] {
  return roles.flatMap((role) => {
    const person = joined(incident, role);
    return person === null ? [] : [{ role, person }];
  });
}

export const holds = (turn: Turn, person: string, role: Role): boolean =>
  peopleOf(turn.responder.roster, role).some(({ id }) => id === person);

/** Everybody who fills a role, joined first, else in the order of the roster. */
export function filling(turn: Turn, incident: Incident, role: Role): readonly Candidate[] {
  const here = present(incident, [role]);
  const others = peopleOf(turn.responder.roster, role).filter(({ id }) => id !== here[0]?.person);
  return [...here, ...others.map(({ id }) => ({ role, person: id }))];
}

/** Who may be put the question: whoever has not refused already. */
export const willing = (asked: readonly Asked[], candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ person }) => !asked.some((earlier) => earlier.person === person && earlier.refused));

/** Puts the question to the first candidate, and to the next one when the last refused or was silent for too long. */
export function askInTurn(
  turn: Turn,
  incident: Incident,
  asked: Asked[],
  all: readonly Candidate[],
  { key, question, patience }: { key: string; question: Question; patience: DurationMs },
): void {
  const last = asked.at(-1);
  if (last !== undefined && !last.refused && since(last.at, turn.now) < patience) {
    wake(turn, plus(last.at, patience));
    return;
  }
  const candidates = willing(asked, all);
  const candidate =
    candidates.find(({ person }) => !asked.some((earlier) => earlier.person === person)) ??
    // Everybody was asked: begin again with the first, who may be awake by now.
    (asked.length < all.length * 2 ? candidates[asked.length % Math.max(1, candidates.length)] : undefined);
  if (candidate === undefined) return;
  const question_ = `${key}/${asked.length + 1}`;
  asked.push({
    key: question_,
    role: candidate.role,
    person: candidate.person,
    at: turn.now,
    refused: false,
  });
  request(turn, {
    key: question_,
    incidentId: incident.id,
    intent: { kind: "ask", target: candidate, arguments: { question } },
  });
  wake(turn, plus(turn.now, patience));
}
