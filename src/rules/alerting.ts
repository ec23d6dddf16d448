/** The life of an alert: a sample of the rule's expression makes it pending, after `for` it fires, without the sample
 *  it ends (after `keep_firing_for`, if it fires). A pure function of alerts, instant and samples.
 *  Not here: evaluating, storing `ALERTS` (`rule-group.ts`); delivering (whoever reads the transitions). */

import { type DurationMs, type InstantMs, since } from "../units.ts";
import type { LabelRecord } from "./labels.ts";
import type { AlertRule } from "./rule-file.ts";

/** Plain data; of a value JSON loses only NaN and the infinities. */
export interface Alert {
  readonly labels: LabelRecord;
  readonly annotations: Readonly<Record<string, string>>;
  readonly value: number;
  readonly state: "pending" | "firing";
  readonly activeAt: InstantMs;
  readonly firedAt: InstantMs | null;
  /** Since when it fires without a sample, thanks to `keep_firing_for`. */
  readonly keepFiringSince: InstantMs | null;
}

export interface Transition {
  readonly at: InstantMs;
  readonly from: "inactive" | "pending" | "firing";
  readonly to: "inactive" | "pending" | "firing";
  /** As it is now; of an ended alert as it was last. */
  readonly alert: Alert;
}

/** A sample of the rule's expression. */
export interface AlertSample {
  readonly labels: LabelRecord;
  readonly value: number;
}

/** Makes the annotations of the rule's alerts. */
export interface Annotator {
  /** Whether they depend on more than the sample: then they are made at every evaluation. */
  readonly anew: boolean;
  expand(sample: AlertSample): Readonly<Record<string, string>>;
}

/** The rule's alerts from one evaluation to the next, in the order in which they became active.
 *  @param samples by the labels of the alert each stands for; those of alerts that go on are taken out */
export function stepAlerts(
  rule: AlertRule,
  before: readonly Alert[],
  samples: Map<LabelRecord, AlertSample>,
  annotate: Annotator,
  at: InstantMs,
  transitions: Transition[],
): readonly Alert[] {
  const alerts: Alert[] = [];
  const become = (from: Transition["from"], to: Transition["to"], alert: Alert): void => {
    if (from !== to) transitions.push({ at, from, to, alert });
    if (to !== "inactive") alerts.push(alert);
  };
  for (const alert of before) {
    const sample = samples.get(alert.labels);
    if (sample === undefined) {
      const kept = keptFiring(alert, rule.keepFiringFor, at);
      if (kept === null) become(alert.state, "inactive", alert);
      else become("firing", "firing", kept);
      continue;
    }
    samples.delete(alert.labels);
    const next = matured(refreshed(alert, annotate, sample), rule.holdFor, at);
    become(alert.state, next.state, next);
  }
  for (const [labels, sample] of samples) {
    const begun: Alert = {
      labels,
      annotations: annotate.expand(sample),
      value: sample.value,
      state: "pending",
      activeAt: at,
      firedAt: null,
      keepFiringSince: null,
    };
    const next = matured(begun, rule.holdFor, at);
    become("inactive", next.state, next);
  }
  return alerts;
}

/** The alert as its new sample has it. */
function refreshed(alert: Alert, annotate: Annotator, sample: AlertSample): Alert {
  const { value } = sample;
  if (!annotate.anew && Object.is(value, alert.value)) {
    return alert.keepFiringSince === null ? alert : { ...alert, keepFiringSince: null };
  }
  const { labels, state, activeAt, firedAt } = alert;
  const annotations = annotate.expand(sample);
  return { labels, annotations, value, state, activeAt, firedAt, keepFiringSince: null };
}

function matured(alert: Alert, holdFor: DurationMs, at: InstantMs): Alert {
  if (alert.state === "firing" || since(alert.activeAt, at) < holdFor) return alert;
  return { ...alert, state: "firing", firedAt: at };
}

function keptFiring(alert: Alert, keepFiringFor: DurationMs, at: InstantMs): Alert | null {
  if (alert.state !== "firing" || keepFiringFor === 0) return null;
  const keepFiringSince = alert.keepFiringSince ?? at;
  return since(keepFiringSince, at) < keepFiringFor ? { ...alert, keepFiringSince } : null;
}
