/** The first minutes of an incident: announce, find the scope, call the people, open the channel.
 *  Invariants: nobody is paged twice within the acknowledgement time-out; a page that nobody answers goes to the next
 *  person, then to the role the runbook escalates to; the affected set only grows while an incident is open.
 *  Only a person's acknowledgement counts as mobilised (the alert's receipt is sent by `detect.ts`). */

import { dateOf } from "../calendar.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { type InstantMs, minutes, plus, seconds, since } from "../units.ts";
import type { PersonTarget } from "./effect.ts";
import type { EventOf } from "./event.ts";
import { isSettled, request, taskOf } from "./ledger.ts";
import { announce, composeMessage } from "./messages.ts";
import { affectedIn, LEAST_LATEST_FAILURES, sumOf } from "./metric-facts.ts";
import { type Person, peopleOf } from "./roster.ts";
import type { Incident, Mobilised, RepoCounts, Task } from "./state.ts";
import { record, type Turn, wake } from "./turn.ts";

export function advanceTriage(turn: Turn, incident: Incident): void {
  if (incident.triaged) return;
  const { triage } = turn.responder.runbook;
  let called = true;
  for (const announcement of triage.announce) {
    // The page to the on-call goes through the same escalation as every other.
    if (announcement.via === "page") called = callRole(turn, incident, announcement.to as Role) && called;
    else announce(turn, incident, announcement, `${incident.id}/announce/${announcement.id}`);
  }
  if (incident.scopedAt === null && since(incident.openedAt, turn.now) < triage.scopeWithin) {
    wake(turn, plus(incident.openedAt, triage.scopeWithin));
    return;
  }
  for (const role of triage.page) called = callRole(turn, incident, role) && called;
  incident.triaged = openChannel(turn, incident) && called;
}

/** True when nobody is left to call: somebody has answered, or everybody was called often enough. */
function callRole(turn: Turn, incident: Incident, role: Role): boolean {
  const { triage } = turn.responder.runbook;
  let seat = incident.mobilised.find((entry) => entry.role === role);
  if (seat === undefined) {
    seat = { role, pages: [], acknowledgedBy: null, acknowledgedAt: null };
    incident.mobilised.push(seat);
  }
  if (seat.acknowledgedAt !== null) return true;
  const last = seat.pages.at(-1);
  if (last !== undefined) {
    const due = plus(pagedAt(turn, last), triage.acknowledgementTimeout);
    const task = turn.state.tasks[last.key];
    // A page that is still being tried may yet reach its person: nobody else is called beside it.
    if (task !== undefined && !isSettled(task)) return false;
    if (turn.now < due && task?.status !== "failed") {
      wake(turn, due);
      return false;
    }
  }
  const called = nextToCall(turn, incident, seat);
  if (called === null) {
    if (everybodyCalled(turn, seat)) return true;
    wake(turn, plus(turn.now, CALL_AGAIN));
    return false;
  }
  const key = `${incident.id}/page/${role}/${seat.pages.length + 1}`;
  seat.pages.push({ key, person: called.id, at: turn.now });
  request(turn, {
    key,
    incidentId: incident.id,
    intent: {
      kind: "page",
      // The seat to be filled, whatever the person's own role.
      target: { role, person: called.id },
      arguments: composeMessage(turn, incident, "page"),
    },
  });
  wake(turn, plus(turn.now, triage.acknowledgementTimeout));
  return false;
}

function lineFor(turn: Turn, role: Role): readonly Person[] {
  const { escalation } = turn.responder.runbook.triage;
  const next = escalation
    .filter((entry) => entry.role === role)
    .flatMap(({ to }) => peopleOf(turn.responder.roster, to));
  return [...peopleOf(turn.responder.roster, role), ...next];
}

/** Who could be called was called a moment ago, perhaps for another seat. */
const CALL_AGAIN = seconds(15);

/** A page that the pager refused reached nobody, and counts for nothing. */
const timesPaged = ({ state }: Turn, { pages }: Mobilised, { id }: Person): number =>
  pages.filter(({ person, key }) => person === id && state.tasks[key]?.status !== "failed").length;

/** When a page may last have reached its person: one that was tried more than once, at the latest when that ended. */
function pagedAt({ state, now }: Turn, { key, at }: Mobilised["pages"][number]): InstantMs {
  const task = state.tasks[key];
  if (task === undefined || task.attempts < 2) return at;
  return isSettled(task) ? task.at : now;
}

const everybodyCalled = (turn: Turn, seat: Mobilised): boolean =>
  lineFor(turn, seat.role).every(
    (person) => timesPaged(turn, seat, person) >= turn.responder.runbook.triage.pagesPerPerson,
  );

/** The seat's own people in turn, then the role it escalates to; then from the start, up to the allowed number. */
function nextToCall(turn: Turn, incident: Incident, seat: Mobilised): Person | null {
  const { triage } = turn.responder.runbook;
  const pagedLately = (person: Person): boolean =>
    incident.mobilised.some(({ pages }) =>
      pages.some(
        (page) =>
          page.person === person.id && since(pagedAt(turn, page), turn.now) < triage.acknowledgementTimeout,
      ),
    );
  let least: Person | null = null;
  for (const person of lineFor(turn, seat.role)) {
    if (timesPaged(turn, seat, person) >= triage.pagesPerPerson || pagedLately(person)) continue;
    if (least === null || timesPaged(turn, seat, person) < timesPaged(turn, seat, least)) least = person;
  }
  return least;
}

/** True when the channel is open and the details are posted in it. */
function openChannel(turn: Turn, incident: Incident): boolean {
  const { channel } = turn.responder.runbook.triage;
  const task = latestChannelTask(turn, incident);
  if (task.status === "failed") return true;
  if (task.status !== "done") return false;
  incident.channel ??= task.reading?.of === "created" ? task.reading.name : task.key;
  announce(turn, incident, channel.post, `${incident.id}/announce/${channel.post.id}`);
  return true;
}

const CHANNEL_TRIES = 5;
/** Chat that is down now may be up by then; people talk elsewhere meanwhile. */
const CHANNEL_AGAIN = minutes(3);

/** The request that counts: a failed one is made anew after a while, up to the allowed number. */
function latestChannelTask(turn: Turn, incident: Incident): Task {
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? `${incident.id}/channel` : `${incident.id}/channel/${number}`;
    const task = taskOf(turn, key) ?? requestChannel(turn, incident, key);
    if (task.status !== "failed" || number === CHANNEL_TRIES) return task;
    const again = plus(task.at, CHANNEL_AGAIN);
    if (turn.now < again) {
      wake(turn, again);
      return { ...task, status: "waiting" };
    }
  }
}

function requestChannel(turn: Turn, incident: Incident, key: string): Task {
  const { channel } = turn.responder.runbook.triage;
  const name = channel.name
    .replace("{date}", dateOf(turn.responder.epochMs, incident.openedAt).replaceAll("-", ""))
    .replace("{number}", incident.id.slice(-2));
  const members: PersonTarget[] = channel.members.flatMap((role) =>
    peopleOf(turn.responder.roster, role)
      .slice(0, 1)
      .map((person) => ({ role, person: person.id })),
  );
  return request(turn, {
    key,
    incidentId: incident.id,
    intent: { kind: "create-channel", target: { channel: name }, arguments: { members } },
  });
}

export function noteAcknowledgement(turn: Turn, incident: Incident, event: EventOf<"acknowledgement">): void {
  const paged = incident.mobilised.find(({ pages }) => pages.some(({ key }) => key === event.page));
  const seat = paged ?? seatOf(incident, event.role);
  if (seat.acknowledgedAt !== null) return;
  seat.acknowledgedBy = event.person;
  seat.acknowledgedAt = turn.now;
  incident.timeline.push({ at: turn.now, what: `${event.person} joined as ${seat.role}` });
}

function seatOf(incident: Incident, role: Role): Mobilised {
  const known = incident.mobilised.find((entry) => entry.role === role);
  if (known !== undefined) return known;
  const seat: Mobilised = { role, pages: [], acknowledgedBy: null, acknowledgedAt: null };
  incident.mobilised.push(seat);
  return seat;
}

export const joined = (incident: Incident, role: Role): string | null =>
  incident.mobilised.find((seat) => seat.role === role)?.acknowledgedBy ?? null;

/** A rollout of our own shakes repositories that the incident has not reached, for less than this. */
const SHAKEN_FOR = minutes(3);
/** What metrics show within this of the change is older than it: scrapes, rules and cycles lag, new pods take time. */
const METRICS_LAG = minutes(1);
const DETECTION_WINDOW = minutes(10);

/** Repositories that fail and are not in the scope yet. What begins to fail while pods are being replaced by our own
 *  hand counts only once it has failed for longer than a rollout shakes. */
function newlyAffected(
  turn: Turn,
  incident: Incident,
  failures: RepoCounts,
  executions: RepoCounts,
  latest: readonly string[] | null,
): readonly string[] {
  const { affectedRepo } = turn.responder.runbook.detection;
  const { holder, releasedAt } = incident.mitigation;
  const found = affectedIn(turn.responder, failures, executions, affectedRepo.failuresAtLeast).filter(
    (repo) => incident.affected[repo] === undefined,
  );
  const shaken =
    (holder !== null && since(holder.since, turn.now) >= METRICS_LAG) ||
    (releasedAt !== null && since(releasedAt, turn.now) < DETECTION_WINDOW);
  // What the first reading since the declaration shows may be as old as the incident: before it nobody could see.
  if (!shaken || incident.scopedAt === null) return found;
  const failing = new Set(latest);
  for (const repo in incident.shaken) if (!failing.has(repo)) delete incident.shaken[repo];
  for (const repo of found) if (failing.has(repo)) incident.shaken[repo] ??= turn.now;
  return found.filter((repo) => {
    const from = incident.shaken[repo];
    return from !== undefined && since(from, turn.now) >= SHAKEN_FOR;
  });
}

/** Takes a fresh cycle of metrics into the incident's scope. */
export function noteScope(turn: Turn, incident: Incident): void {
  const { current } = turn.state.metrics;
  if (current === null || current.failures === null || current.executions === null) return;
  const { failures, executions, latestFailures, latestExecutions } = current;
  const known = Object.keys(incident.affected).length;
  const latest =
    latestFailures === null || latestExecutions === null
      ? null
      : affectedIn(turn.responder, latestFailures, latestExecutions, LEAST_LATEST_FAILURES);
  for (const repo of newlyAffected(turn, incident, failures, executions, latest))
    incident.affected[repo] = turn.now;
  const before = incident.affectedNow.join();
  if (latest !== null) incident.affectedNow = latest.filter((repo) => incident.affected[repo] !== undefined);
  incident.failuresCounted = Math.max(incident.failuresCounted, sumOf(failures));
  incident.scopedAt ??= turn.now;
  const changed = Object.keys(incident.affected).length !== known || incident.affectedNow.join() !== before;
  if (!changed && incident.scopes > 0) return;
  incident.scopes += 1;
  const affected = Object.keys(incident.affected);
  record(turn, incident.id, `${incident.id}/scope/${incident.scopes}`, {
    kind: "scope",
    target: { incident: incident.id },
    arguments: {
      affected,
      affectedNow: incident.affectedNow,
      failures: incident.failuresCounted,
      pilotAffected: affected.includes(turn.responder.runbook.environment.pilotRepo),
      repositories: turn.responder.roster.repositories.map(({ name }) => ({
        repo: name,
        failed: Math.round(failures[name] ?? 0),
        ended: Math.round(executions[name] ?? 0),
      })),
    },
  });
}
