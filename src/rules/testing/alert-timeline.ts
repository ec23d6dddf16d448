/** When each alert was pending and when it fired, put together from the transitions that evaluations report. */

import type { InstantMs } from "../../units.ts";
import type { Alert, Transition } from "../alerting.ts";
import type { LabelRecord } from "../labels.ts";

/** One life of an alert of one rule's, from its first sample to its end. */
export interface AlertSpan {
  readonly alertname: string;
  /** Without `alertname`. */
  readonly labels: LabelRecord;
  readonly pendingAt: InstantMs;
  /** Null where it never fired. */
  readonly firingAt: InstantMs | null;
  /** Null where it had not ended when the test did. */
  readonly endedAt: InstantMs | null;
  /** What the expression gave then. */
  readonly valueWhenPending: number;
  readonly valueWhenFiring: number | null;
  readonly lastValue: number;
}

export class AlertTimeline {
  readonly #spans: AlertSpan[] = [];
  /** By group and labels: the index of the span that has not ended. */
  readonly #open: Map<LabelRecord, number>[] = [];

  /** @param group its number, since alerts of several groups may have the same labels */
  add(group: number, transitions: readonly Transition[]): void {
    for (const transition of transitions) this.#add(this.#openOf(group), transition);
  }

  #add(open: Map<LabelRecord, number>, { at, from, to, alert }: Transition): void {
    if (from === "inactive") {
      open.set(alert.labels, this.#spans.length);
      this.#spans.push(begun(alert, at));
      return;
    }
    const index = open.get(alert.labels);
    const span = index === undefined ? undefined : this.#spans[index];
    if (index === undefined || span === undefined) return;
    const lastValue = alert.value;
    if (to === "inactive") {
      this.#spans[index] = { ...span, endedAt: at, lastValue };
      open.delete(alert.labels);
    } else this.#spans[index] = { ...span, firingAt: at, valueWhenFiring: lastValue, lastValue };
  }

  /** In order of their beginning.
   *  @param active by group, the alerts that are active at the end */
  spans(active: readonly (readonly Alert[])[]): readonly AlertSpan[] {
    active.forEach((alerts, group) => {
      for (const { labels, value } of alerts) {
        const index = this.#openOf(group).get(labels);
        const span = index === undefined ? undefined : this.#spans[index];
        if (index !== undefined && span !== undefined) this.#spans[index] = { ...span, lastValue: value };
      }
    });
    return this.#spans;
  }

  #openOf(group: number): Map<LabelRecord, number> {
    this.#open[group] ??= new Map();
    return this.#open[group];
  }
}

function begun({ labels, value, state }: Alert, at: InstantMs): AlertSpan {
  const { alertname = "", ...others } = labels;
  const fires = state === "firing";
  return {
    alertname,
    labels: others,
    pendingAt: at,
    firingAt: fires ? at : null,
    endedAt: null,
    valueWhenPending: value,
    valueWhenFiring: fires ? value : null,
    lastValue: value,
  };
}
