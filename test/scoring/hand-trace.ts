/** Traces written by hand, for tests of scoring: each says in minutes what happened, and nothing else did.
 *  Repositories are the bench's ten; the rubric is the one that ships. */

import { join } from "node:path";
import { DEFAULT_RUNBOOK, ROOT, readSource } from "../../src/cli/library.ts";
import type { DrawnTruth, TruthRecord } from "../../src/journal/truth.ts";
import {
  type Effect,
  type EffectOf,
  type Intent,
  isRecorded,
  type MessageContent,
  REPEATS,
} from "../../src/responder/effect.ts";
import type { Outcome } from "../../src/responder/event.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { Role } from "../../src/runbook/vocabulary.ts";
import { type BrokenInvariant, brokenInvariantsOf } from "../../src/scoring/invariants.ts";
import { loadRubric } from "../../src/scoring/rubric.ts";
import {
  emptyTrace,
  type ScoredEvent,
  type Trace,
  traceEffect,
  traceEvent,
} from "../../src/scoring/trace.ts";
import { type InstantMs, instant, minutes, plus, seconds } from "../../src/units.ts";
import { ROSTER } from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";

export const RUBRIC = loadRubric(readSource(join(ROOT, "scenarios", "rubrics", "rb-launch-005.yaml")));
export const ONSET_RUBRIC = loadRubric(readSource(join(ROOT, "scenarios", "rubrics", "pilot-run-2.yaml")));

const { runbook: RUNBOOK } = knownRunbook(DEFAULT_RUNBOOK);

export const PILOT = "compliance-service";
export const REPOSITORIES = ROSTER.repositories.map(({ name }) => name);

export const atMinute = (minute: number): InstantMs => instant(Math.round(minute * 60_000));

export const DONE: Outcome = { status: "done", reading: { of: "nothing" } };
export const FAILED: Outcome = { status: "failed", reason: "unavailable", retryAfterMs: null };

/** An outage of three repositories that an option mends in ten minutes. */
export const DRAWN: DrawnTruth = {
  truth: "drawn",
  massFailure: true,
  causes: ["model-api-outage"],
  reached: ["a", "b", "c"],
  pilotReached: false,
  security: false,
  spendCentsPerDay: 4_000,
  fastestOption: { cause: "model-api-outage", option: "route-around", takesMs: minutes(10) },
  mendedBy: null,
};

type Declared = EffectOf<"declare">["arguments"]["standing"];
type EventBody = Omit<ScoredEvent, "at" | "incidentId">;

export class HandTrace {
  readonly trace: Trace = emptyTrace({ roster: ROSTER, pilot: PILOT, runbook: RUNBOOK });

  truth(minute: number, truth: TruthRecord): this {
    this.trace.truths.push({ at: atMinute(minute), value: truth });
    return this;
  }

  /** Flows that failed at a minute, one for each repository named. */
  failed(minute: number, repositories: readonly string[], fault: string | null = "outage"): this {
    for (const repo of repositories) this.truth(minute, { truth: "flow-failed", repo, fault });
    return this;
  }

  /** Minutes of a fleet in which each repository ends ten flows a minute; of those named, so many fail. */
  ran(count: number, failing: Readonly<Record<string, number>> = {}, paused: readonly string[] = []): this {
    for (let minute = 0; minute < count; minute += 1) {
      const failed = REPOSITORIES.map((name) => failing[name] ?? 0);
      const before = this.trace.truths.filter(({ value }) => value.truth === "minute").length;
      this.truth(before + 1, {
        truth: "minute",
        completed: REPOSITORIES.map((name, index) => (paused.includes(name) ? 0 : 10 - (failed[index] ?? 0))),
        failed,
        deferred: REPOSITORIES.map((name) => (paused.includes(name) ? 10 : 0)),
        paused,
        microDollars: 0,
      });
    }
    return this;
  }

  effect(minute: number, key: string, intent: Intent, outcome: Outcome | null = DONE): this {
    const at = atMinute(minute);
    const recorded = isRecorded(intent);
    const effect: Effect = {
      id: `E${this.trace.effects.length + 1}`,
      incidentId: "INC-1",
      key: `INC-1/${key}`,
      attempt: 1,
      deadline: recorded ? null : plus(at, seconds(30)),
      repeat: REPEATS[intent.kind],
      ...intent,
    };
    traceEffect(this.trace, at, effect);
    if (!recorded && outcome !== null) this.answered(minute, effect.id, outcome);
    return this;
  }

  /** How the effect with that id ended. */
  answered(minute: number, effectId: string, outcome: Outcome): this {
    traceEvent(this.trace, {
      at: atMinute(minute),
      incidentId: "INC-1",
      kind: "outcome",
      effectId,
      outcome,
    });
    return this;
  }

  event(minute: number, event: EventBody): this {
    this.trace.events.push({ at: atMinute(minute), incidentId: "INC-1", ...event } as ScoredEvent);
    return this;
  }

  endedAt(minute: number): this {
    this.trace.endedAt = atMinute(minute);
    return this;
  }

  declared(minute: number, standing: Declared, because = "it looks bad"): this {
    return this.effect(minute, `declare/${standing}`, {
      kind: "declare",
      target: { severity: "P1" },
      arguments: { standing, by: "alert", because, repositories: [] },
    });
  }

  joined(minute: number, role: Role, person = `${role}-1`): this {
    return this.event(minute, {
      kind: "acknowledgement",
      person,
      role,
      page: `INC-1/page/${person}`,
    } as EventBody);
  }

  paged(minute: number, role: Role, person = `${role}-1`): this {
    const content: MessageContent = { form: "page", fields: {}, text: "" };
    return this.effect(minute, `page/${person}`, {
      kind: "page",
      target: { role, person },
      arguments: content,
    });
  }

  concluded(
    minute: number,
    causes: readonly CauseId[],
    standing: "considering" | "concluded" | "withdrawn" = "concluded",
    ranking: EffectOf<"conclude">["arguments"]["ranking"] = [],
  ): this {
    return this.effect(minute, "conclude", {
      kind: "conclude",
      target: { incident: "INC-1" },
      arguments: { standing, causes, ranking, because: "" },
    });
  }

  recommended(minute: number, choice: "go" | "no-go", because: readonly string[] = ["a criterion"]): this {
    return this.effect(minute, "recommend", {
      kind: "recommend",
      target: { decision: "rollback" },
      arguments: { choice, because, consulted: [] },
    });
  }

  /** Asked for an opinion on the rollback, and answering at once. */
  consulted(minute: number, role: Role, person = `${role}-1`): this {
    const key = `consult/${role}`;
    this.effect(minute, key, {
      kind: "ask",
      target: { role, person },
      arguments: { question: { of: "opinion", about: "rollback", situation: "" } },
    });
    return this.event(minute, {
      kind: "answer",
      person,
      role,
      question: `INC-1/${key}`,
      answer: { of: "opinion", opinion: "agree", because: "" },
    } as EventBody);
  }

  decided(minute: number, choice: "go" | "no-go"): this {
    return this.event(minute, {
      kind: "decision",
      person: "incident-commander-1",
      role: "incident-commander",
      decision: { of: "rollback", choice },
    } as EventBody);
  }

  ordered(minute: number, cause: CauseId | null, option: string): this {
    return this.effect(minute, `order/${cause ?? "rollback"}/1`, {
      kind: "order",
      target: { cause },
      arguments: { option, title: option, approval: "INC-1/approve/1", approvedBy: "sre-oncall-1" },
    });
  }

  settled(
    minute: number,
    cause: CauseId | null,
    option: string,
    result: EffectOf<"settle">["arguments"]["result"],
  ): this {
    return this.effect(minute, `settle/${cause ?? "rollback"}`, {
      kind: "settle",
      target: { cause },
      arguments: { option, result, because: "" },
    });
  }

  /** A change of the deployment: the first step of the order of a cause (null: of the rollback). */
  changed(
    minute: number,
    cause: CauseId | null,
    approval: string | null = "INC-1/approve/1",
    outcome: Outcome | null = DONE,
  ): this {
    const target = { deployment: "flowengine" };
    const key = `do/${cause ?? "rollback"}/1/0`;
    if (cause === null)
      return this.effect(
        minute,
        key,
        {
          kind: "rollback-to-pilot",
          target,
          arguments: { approval, runbook: "RB-LAUNCH-002", pilot: PILOT },
        },
        outcome,
      );
    return this.effect(
      minute,
      key,
      { kind: "set-env", target, arguments: { approval, environment: [["X", "1"]] } },
      outcome,
    );
  }

  /** The on-call is asked, and whoever is named answers. */
  approved(minute: number, granted = true, request = "INC-1/approve/1", person = "sre-oncall-1"): this {
    this.effect(minute, request.replace(/^INC-1\//, ""), {
      kind: "ask",
      target: { role: "sre-oncall", person: "sre-oncall-1" },
      arguments: { question: { of: "approval", cause: null, option: "", title: "", actions: [] } },
    });
    return this.event(minute, {
      kind: "approval",
      person,
      role: "sre-oncall",
      request,
      granted,
      because: "",
    } as EventBody);
  }

  posted(
    minute: number,
    form: MessageContent["form"],
    fields: Readonly<Record<string, string>>,
    outcome: Outcome = DONE,
  ): this {
    return this.effect(
      minute,
      `post/${form}/${minute}`,
      { kind: "post-message", target: { channel: "incidents" }, arguments: { form, fields, text: "" } },
      outcome,
    );
  }

  mailed(
    minute: number,
    form: MessageContent["form"],
    mailboxes: readonly string[],
    outcome: Outcome = DONE,
  ): this {
    return this.effect(
      minute,
      `mail/${form}/${minute}`,
      { kind: "send-mail", target: { mailboxes }, arguments: { form, fields: {}, text: "", subject: "" } },
      outcome,
    );
  }
}

/** By the rubric of these tests. */
export const broken = (hand: HandTrace): readonly BrokenInvariant[] => brokenInvariantsOf(hand.trace, RUBRIC);
export const ids = (hand: HandTrace): readonly string[] => broken(hand).map(({ id }) => id);

/** In minutes. */
export const SECOND = 1 / 60;
