/** What Prometheus tells Alertmanager, and when: a firing alert at its first evaluation and then at most once in the
 *  resend delay, valid for four times that, so that it ends by itself when Prometheus falls silent; an ended one at
 *  once, and again for a quarter of an hour. Alerts of a rule that failed are not spoken of.
 *  One evaluation in, its statements out; what was said last is kept in the state, which is changed in place. */

import type { Alert } from "../../rules/alerting.ts";
import type { LabelRecord } from "../../rules/labels.ts";
import type { GroupEvaluation } from "../../rules/rule-group.ts";
import { type DurationMs, type InstantMs, minutes, plus, since } from "../../units.ts";

export interface AlertStatement {
  readonly alert: Alert;
  readonly startsAt: InstantMs;
  /** Ended, or to be taken for ended then unless it is stated again. */
  readonly endsAt: InstantMs;
}

/** One rule group's. */
export interface Stated {
  /** Firing alerts by the record of their labels, with the instant of the last statement. */
  readonly firing: Map<LabelRecord, InstantMs>;
  readonly ended: Map<LabelRecord, EndedAlert>;
}

interface EndedAlert {
  readonly alert: Alert;
  readonly endedAt: InstantMs;
  readonly statedAt: InstantMs;
}

/** Prometheus' own defaults; the first is its `--rules.alert.resend-delay`. */
const RESEND_DELAY = minutes(1);
const VALID_FOR_DELAYS = 4;
const ENDED_STATED_FOR = minutes(15);

const NONE: readonly never[] = [];

export const nothingStated = (): Stated => ({ firing: new Map(), ended: new Map() });

/** @param every the group's interval */
export function statementsDue(
  stated: Stated,
  { alerts, transitions, failedRules }: GroupEvaluation,
  at: InstantMs,
  every: DurationMs,
): readonly AlertStatement[] {
  if (alerts.length === 0 && transitions.length === 0 && stated.ended.size === 0) return NONE;
  const due: AlertStatement[] = [];
  const failed = ({ labels }: Alert): boolean =>
    failedRules.length > 0 && failedRules.includes(labels["alertname"] ?? "");
  for (const { from, to, alert } of transitions) {
    if (to !== "inactive") stated.ended.delete(alert.labels);
    else if (from === "firing") {
      stated.firing.delete(alert.labels);
      if (!failed(alert)) due.push(stateEnded(stated, alert, at, at));
    }
  }
  const validFor = (VALID_FOR_DELAYS * Math.max(RESEND_DELAY, every)) as DurationMs;
  for (const alert of alerts) {
    if (alert.state !== "firing" || failed(alert)) continue;
    const statedAt = stated.firing.get(alert.labels);
    if (statedAt !== undefined && since(statedAt, at) <= RESEND_DELAY) continue;
    stated.firing.set(alert.labels, at);
    due.push({ alert, startsAt: startOf(alert), endsAt: plus(at, validFor) });
  }
  for (const { alert, endedAt, statedAt } of stated.ended.values()) {
    if (since(endedAt, at) > ENDED_STATED_FOR) stated.ended.delete(alert.labels);
    else if (since(statedAt, at) > RESEND_DELAY && !failed(alert))
      due.push(stateEnded(stated, alert, endedAt, at));
  }
  return due;
}

function stateEnded(stated: Stated, alert: Alert, endedAt: InstantMs, at: InstantMs): AlertStatement {
  stated.ended.set(alert.labels, { alert, endedAt, statedAt: at });
  return { alert, startsAt: startOf(alert), endsAt: endedAt };
}

const startOf = ({ firedAt, activeAt }: Alert): InstantMs => firedAt ?? activeAt;
