/** What the responder says: every form as the fields its template asks for, and as the text made of them.
 *  Texts state what the responder knows at that instant and no more; addresses and times come from the state. */

import { unreachable } from "../assert.ts";
import { dateOf, timeOfDay } from "../calendar.ts";
import { evaluate } from "../runbook/predicate.ts";
import type { Announcement } from "../runbook/schema.ts";
import { formatDuration, type InstantMs, plus, since } from "../units.ts";
import type { MessageContent } from "./effect.ts";
import { incidentFacts } from "./facts.ts";
import { request, taskOf } from "./ledger.ts";
import { isSettled } from "./lifecycle.ts";
import { fixEtaMs, rollbackTrack } from "./mitigation-facts.ts";
import { commonest, minuteOf, minutesIn } from "./patterns.ts";
import { peopleOf } from "./roster.ts";
import type { Incident, Mobilised, Task, Track } from "./state.ts";
import type { Turn } from "./turn.ts";

type Fields = Readonly<Record<string, string>>;

const KNOWN_AS: Readonly<Record<string, string>> = {
  "model-api-outage": "model API outage",
  "rate-limit-exhaustion": "rate limit exhaustion",
  "schema-breaking-change": "schema breaking change",
  "db-connection-pool-exhaustion": "database connection pool exhaustion",
  "credential-leak": "credential leak",
};

export const causeText = (incident: Incident): string => {
  const { concluded, finding } = incident.diagnosis;
  if (finding !== null && (concluded === null || concluded.length === 0)) return finding.description;
  if (concluded === null) return "under investigation";
  if (concluded.length === 0) return "none of the known causes; recorded as unknown, owner engineering-tl";
  return concluded.map((cause) => KNOWN_AS[cause] ?? cause).join(" and ");
};

export const actionText = (turn: Turn, incident: Incident): string => {
  const begun = incident.mitigation.tracks
    .filter(({ option }) => option !== null)
    .map((track) => trackText(turn, track));
  return begun.length === 0 ? "none yet" : begun.join("; ");
};

function trackText(turn: Turn, track: Track): string {
  const cause = turn.responder.runbook.causes.find(({ id }) => id === track.cause);
  const title =
    cause?.options.find(({ id }) => id === track.option)?.title ??
    (track.cause === null && track.id === "rollback"
      ? turn.responder.runbook.rollback.title
      : (track.option ?? ""));
  switch (track.stage.is) {
    case "choosing":
    case "approving":
      return `${title} (awaiting approval)`;
    case "acting":
      return `${title} (under way)`;
    case "verifying":
      return `${title} (being verified)`;
    case "undoing":
      return `${title} (being undone)`;
    case "effective":
      return `${title} (effective)`;
    case "exhausted":
      return `${title} (did not help)`;
    default:
      return unreachable(track.stage);
  }
}

export const statusText = (incident: Incident): string => {
  if (isSettled(incident.phase)) return "Resolved";
  return incident.phase === "open" ? "Investigating" : "Mitigating";
};

function etaText(turn: Turn, incident: Incident): string {
  const rollback = rollbackTrack(incident);
  if (rollback !== null && rollback.option !== null)
    return rollback.stage.is === "effective"
      ? "rolled back to the pilot, under observation"
      : "rollback to pilot";
  const eta = fixEtaMs(turn.responder, incident, turn.now);
  if (eta === null) return "not known yet";
  return eta === 0 ? "mitigated, under observation" : `about ${formatDuration(eta)}`;
}

function patternText(turn: Turn): string {
  const { logs } = turn.state;
  const minute = minuteOf(turn.now);
  const [top] = commonest(logs, minute - minutesIn(turn.responder.runbook.diagnosis.window), minute, 1);
  return top === undefined ? "no error lines yet" : top.pattern.template.slice(0, 160);
}

const repoList = (repos: readonly string[]): string =>
  repos.length === 0 ? "0" : `${repos.length} (${repos.join(", ")})`;

const atText = (turn: Turn, at: InstantMs): string => timeOfDay(turn.responder.epochMs, at);

function nameOf(turn: Turn, incident: Incident, role: Mobilised["role"]): string {
  const joined = incident.mobilised.find((seat) => seat.role === role)?.acknowledgedBy ?? null;
  if (joined === null) return `${role} (paged)`;
  for (const seat of turn.responder.roster.seats) {
    const person = seat.people.find(({ id }) => id === joined);
    if (person !== undefined) return person.name;
  }
  return joined;
}

function fieldsOf(turn: Turn, incident: Incident, form: Announcement["message"]): Fields {
  const affected = Object.keys(incident.affected);
  const { runbook } = turn.responder;
  switch (form) {
    case "page":
      return {
        severity: runbook.severity,
        title: runbook.title,
        affectedRepos: repoList(affected),
        totalFailures: String(incident.failuresCounted),
        pattern: patternText(turn),
      };
    case "acknowledged":
      return {
        onCall: nameOf(turn, incident, "sre-oncall"),
        updateIn: formatDuration(runbook.triage.firstUpdateWithin),
      };
    case "details":
      return {
        detected: atText(turn, incident.openedAt),
        affectedRepos: repoList(affected),
        totalFailures: String(incident.failuresCounted),
        pattern: patternText(turn),
        incidentCommander: nameOf(turn, incident, "incident-commander"),
        onCall: nameOf(turn, incident, "sre-oncall"),
        engineeringTl: nameOf(turn, incident, "engineering-tl"),
        nextSteps: "root cause analysis, then the decision on a rollback",
      };
    case "update":
      return {
        time: atText(turn, turn.now),
        status: statusText(incident),
        affectedRepos: repoList(affected),
        rootCause: causeText(incident),
        mitigation: actionText(turn, incident),
        eta: etaText(turn, incident),
        nextUpdate: atText(turn, plus(turn.now, runbook.communication.updateEvery)),
      };
    case "resolved":
      return { ...resolutionFields(turn, incident), preventiveActions: preventionText(turn, incident) };
    case "stakeholders":
      return {
        ...resolutionFields(turn, incident),
        preventionPlan: dateOf(turn.responder.epochMs, plus(turn.now, runbook.review.within)),
        affectedUsers: ownersText(incident),
        contact: contactText(turn, incident),
      };
    default:
      return unreachable(form);
  }
}

function resolutionFields(turn: Turn, incident: Incident): Fields {
  const { runbook } = turn.responder;
  return {
    duration: `${atText(turn, incident.openedAt)} - ${atText(turn, turn.now)} (${formatDuration(since(incident.openedAt, turn.now))})`,
    affectedRepos: repoList(Object.keys(incident.affected)),
    rootCause: causeText(incident),
    resolution: actionText(turn, incident),
    downtime: downtimeText(incident, turn.now),
    reviewDate: dateOf(turn.responder.epochMs, plus(turn.now, runbook.review.within)),
    rca: runbook.review.rcaPath.replace("{id}", incident.id),
    incidentCommander: nameOf(turn, incident, "incident-commander"),
  };
}

/** The follow-ups that will be filed, as far as it is known now. */
function preventionText(turn: Turn, incident: Incident): string {
  const facts = incidentFacts(turn, incident);
  const titles = turn.responder.runbook.review.followUps
    .filter(({ when }) => evaluate(when, facts) === true)
    .map(({ title }) => title);
  return titles.length === 0 ? "to be agreed in the review" : titles.join("; ");
}

const ownersText = ({ communication: { ownersTold } }: Incident): string =>
  ownersTold.length === 0
    ? "to be told by the product lead"
    : `owners told of the pause: ${ownersTold.join(", ")}`;

function contactText({ responder: { roster } }: Turn, incident: Incident): string {
  const people = peopleOf(roster, "sre-oncall");
  const here = incident.mobilised.find(({ role }) => role === "sre-oncall")?.acknowledgedBy;
  return (people.find(({ id }) => id === here) ?? people[0])?.mailbox ?? "the incident's channel";
}

/** From the declaration until flows stopped failing; never more than is known. */
export function downtimeText(incident: Incident, now: InstantMs): string {
  return formatDuration(since(incident.openedAt, incident.resolution.calmSince ?? now));
}

const LABELS: Readonly<Record<string, string>> = {
  severity: "Severity",
  title: "Incident",
  affectedRepos: "Affected repos",
  totalFailures: "Total failures",
  pattern: "Error pattern",
  onCall: "SRE on-call",
  updateIn: "ETA for update",
  detected: "Detected",
  incidentCommander: "Incident Commander",
  engineeringTl: "Engineering TL",
  nextSteps: "Next steps",
  time: "Time",
  status: "Status",
  rootCause: "Root cause",
  mitigation: "Mitigation",
  eta: "ETA",
  nextUpdate: "Next update",
  duration: "Duration",
  resolution: "Resolution",
  downtime: "Downtime",
  reviewDate: "Post-incident review",
  rca: "RCA document",
  preventiveActions: "Preventive actions",
  preventionPlan: "Prevention plan",
  affectedUsers: "Affected users",
  contact: "Contact",
};

const HEADINGS: Readonly<Record<Announcement["message"], string>> = {
  page: "P1 page",
  acknowledged: "P1: mass failure detected, investigating",
  details: "P1 incident: mass failure",
  update: "P1 incident update",
  resolved: "P1 incident RESOLVED",
  stakeholders: "RESOLVED: mass failure",
};

export function composeMessage(
  turn: Turn,
  incident: Incident,
  form: Announcement["message"],
): MessageContent {
  const fields = fieldsOf(turn, incident, form);
  const lines = Object.entries(fields).map(([name, value]) => `${LABELS[name] ?? name}: ${value}`);
  return { form, fields, text: `${HEADINGS[form]} (${incident.id})\n${lines.join("\n")}` };
}

/** Sends a message where the runbook wants it: to a person's pager, a channel or a mailbox. */
export function announce(turn: Turn, incident: Incident, announcement: Announcement, key: string): Task {
  const known = taskOf(turn, key);
  if (known !== null) return known;
  const content = composeMessage(turn, incident, announcement.message);
  const base = { key, incidentId: incident.id };
  switch (announcement.via) {
    case "page": {
      const seat = turn.responder.roster.seats.find(({ role }) => role === announcement.to);
      const [person] = seat === undefined ? [] : peopleOf(turn.responder.roster, seat.role);
      if (seat === undefined || person === undefined)
        return announceByMail(turn, incident, content, base, announcement.to);
      return request(turn, {
        ...base,
        intent: { kind: "page", target: { role: seat.role, person: person.id }, arguments: content },
      });
    }
    case "message": {
      const channel =
        announcement.to === "{incidentChannel}" ? (incident.channel ?? "incidents") : announcement.to;
      return request(turn, {
        ...base,
        intent: { kind: "post-message", target: { channel }, arguments: content },
      });
    }
    case "mail":
      return announceByMail(turn, incident, content, base, announcement.to);
    default:
      return unreachable(announcement.via);
  }
}

function announceByMail(
  turn: Turn,
  incident: Incident,
  content: MessageContent,
  base: { key: string; incidentId: string },
  to: string,
): Task {
  const subject = `${content.form === "stakeholders" || content.form === "resolved" ? "RESOLVED" : "P1"}: ${turn.responder.runbook.title} (${incident.id})`;
  return request(turn, {
    ...base,
    intent: {
      kind: "send-mail",
      target: { mailboxes: to.split(",").map((mailbox) => mailbox.trim()) },
      arguments: { ...content, subject },
    },
  });
}
