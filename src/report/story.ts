/** The story of an incident in single lines: what a person following along would want to be told, and nothing else.
 *  Shared by the plain output and the timeline on the screen, so that both tell the same. Truth is not told here. */

import { unreachable } from "../assert.ts";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import { formatDuration, type InstantMs, milliseconds } from "../units.ts";
import { terminalText } from "./terminal-text.ts";

/** How a line is meant: what a screen may colour it by. */
export type Tone = "alarm" | "people" | "finding" | "decision" | "action" | "message" | "calm" | "plain";

export interface StoryLine {
  readonly at: InstantMs;
  readonly tone: Tone;
  readonly text: string;
}

const line = (at: InstantMs, tone: Tone, text: string): StoryLine => ({ at, tone, text: terminalText(text) });

export function tellEvent(event: ResponderEvent): StoryLine | null {
  const { at } = event;
  switch (event.kind) {
    case "alert":
      return line(at, "alarm", `alert ${event.alert.name} ${event.alert.status}: ${event.alert.summary}`);
    case "acknowledgement":
      return line(at, "people", `${event.person} joins as ${event.role}`);
    case "answer":
      return tellAnswer(event);
    case "approval":
      return line(
        at,
        "decision",
        event.granted
          ? `${event.person} approves (${event.because})`
          : `${event.person} refuses: ${event.because}`,
      );
    case "decision":
      return line(
        at,
        "decision",
        event.decision.of === "rollback"
          ? `DECISION by ${event.person}: ${event.decision.choice} for the rollback to the pilot`
          : `${event.person} orders ${event.decision.option}`,
      );
    case "declare-request":
      return line(at, "alarm", `${event.person} calls it in: ${event.because}`);
    case "security-notice":
      return line(at, "alarm", `notice from ${event.from}: ${event.subject}`);
    case "kill-switch":
      return line(
        at,
        "decision",
        event.engaged ? `KILL SWITCH engaged by ${event.person}` : `kill switch released by ${event.person}`,
      );
    case "resume":
      return line(
        at,
        "alarm",
        `the responder is back after ${formatDuration(milliseconds(at - event.downSince))}`,
      );
    case "log-batch":
    case "tick":
    case "outcome":
      return null;
    default:
      return unreachable(event);
  }
}

function tellAnswer(event: Extract<ResponderEvent, { kind: "answer" }>): StoryLine {
  const { at, answer, person } = event;
  switch (answer.of) {
    case "opinion":
      return line(at, "people", `${person} on the rollback: ${answer.opinion} (${answer.because})`);
    case "estimate":
      return line(
        at,
        "people",
        `${person} estimates ${formatDuration(milliseconds(answer.fixInMs))} to a fix`,
      );
    case "finding":
      return line(at, "finding", `${person} found: ${answer.description}`);
    case "work-done":
      return line(at, "people", `${person} is done: ${answer.references.length} item(s) ready`);
    case "declined":
      return line(at, "people", `${person} declines: ${answer.because}`);
    default:
      return unreachable(answer);
  }
}

export function tellEffect(at: InstantMs, effect: Effect): StoryLine | null {
  switch (effect.kind) {
    case "declare":
      return tellDeclaration(at, effect);
    case "conclude": {
      const { standing, causes } = effect.arguments;
      if (standing === "considering") return null;
      const named = causes.length === 0 ? "none of the five" : causes.join(" + ");
      return line(
        at,
        "finding",
        standing === "concluded" ? `root cause concluded: ${named}` : `conclusion withdrawn: ${named}`,
      );
    }
    case "recommend":
      return line(
        at,
        "decision",
        `recommends ${effect.arguments.choice.toUpperCase()}: ${effect.arguments.because.join("; ")}`,
      );
    case "order":
      return line(
        at,
        "action",
        `begins: ${effect.arguments.title}${effect.arguments.approvedBy === null ? "" : ` (approved by ${effect.arguments.approvedBy})`}`,
      );
    case "settle":
      return line(
        at,
        "action",
        `${effect.arguments.option}: ${effect.arguments.result}${effect.arguments.because === "" ? "" : ` (${effect.arguments.because})`}`,
      );
    case "page":
      return line(at, "people", `pages ${effect.target.person} as ${effect.target.role}`);
    case "ask":
      return tellQuestion(at, effect);
    case "create-channel":
      return line(at, "message", `opens #${effect.target.channel}`);
    case "post-message":
      return line(at, "message", `posts to #${effect.target.channel}: ${firstLine(effect.arguments.text)}`);
    case "send-mail":
      return line(
        at,
        "message",
        `mails ${effect.target.mailboxes.length} mailbox(es): ${effect.arguments.subject}`,
      );
    case "set-env":
      return line(
        at,
        "action",
        `sets ${effect.arguments.environment.map(([name, value]) => `${name}=${value ?? "(unset)"}`).join(" ")}`,
      );
    case "set-env-from-secret":
      return line(at, "action", `points the deployment to secret ${effect.arguments.secret}`);
    case "undo-rollout":
      return line(
        at,
        "action",
        `undoes the rollout${effect.arguments.toRevision === null ? "" : ` to revision ${effect.arguments.toRevision}`}`,
      );
    case "restart":
      return line(at, "action", "restarts the deployment");
    case "apply-manifest":
      return line(at, "action", `applies ${effect.target.manifest}`);
    case "create-secret":
      return line(at, "action", `creates secret ${effect.target.secret}`);
    case "delete-secret":
      return line(at, "action", `deletes secret ${effect.target.secret}`);
    case "copy-secret":
      return line(at, "action", `copies secret ${effect.arguments.from} to ${effect.target.secret}`);
    case "rollback-to-pilot":
      return line(at, "action", `ROLLS BACK TO THE PILOT (${effect.arguments.runbook})`);
    case "write-document":
      return line(at, "calm", `writes ${effect.target.path}`);
    case "append-row":
      return line(at, "calm", `adds a row to ${effect.target.path}`);
    case "create-issue":
      return line(at, "calm", `files an issue: ${effect.arguments.title}`);
    case "acknowledge-alert":
      return line(at, "plain", "acknowledges the alert");
    case "query-metrics":
    case "probe":
    case "look-up":
    case "scope":
    case "assess":
      return null;
    default:
      return unreachable(effect);
  }
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

function tellDeclaration(at: InstantMs, effect: Extract<Effect, { kind: "declare" }>): StoryLine {
  const { standing, because, by } = effect.arguments;
  const { severity } = effect.target;
  switch (standing) {
    case "open":
      return line(at, "alarm", `${severity} DECLARED (${effect.incidentId}, by ${by}): ${because}`);
    case "withdrawn":
      return line(at, "calm", `declaration withdrawn: ${because}`);
    case "resolved":
      return line(at, "calm", `RESOLVED: ${because}`);
    case "reopened":
      return line(at, "alarm", `REOPENED: ${because}`);
    case "reviewed":
      return line(at, "calm", `review done: ${because}`);
    default:
      return unreachable(standing);
  }
}

function tellQuestion(at: InstantMs, effect: Extract<Effect, { kind: "ask" }>): StoryLine {
  const { question } = effect.arguments;
  const { person } = effect.target;
  switch (question.of) {
    case "opinion":
      return line(at, "people", `consults ${person} on the rollback`);
    case "estimate":
      return line(at, "people", `asks ${person} for a fix estimate`);
    case "finding":
      return line(at, "people", `asks ${person} what the flows show`);
    case "approval":
      return line(at, "decision", `asks ${person} to approve: ${question.title}`);
    case "decision":
      return line(at, "decision", `asks ${person} to decide (recommended: ${question.recommended})`);
    case "work":
      return line(at, "people", `asks ${person} for ${question.work}`);
    default:
      return unreachable(question);
  }
}
