/** Alertmanager's dispatcher and notification log, for one route with one receiver, as a state machine without clock,
 *  chance or delivery: alerts come in, flushes fall due, and a flush says what is to be notified.
 *  - A group is flushed `groupWait` after its first alert, then every `groupInterval`; what comes between waits.
 *  - A flush notifies when an alert fires that the last notification did not have firing, when one has ended since
 *    (only if `sendResolved`, or if none fires any more), or when the last one is older than `repeatEvery`. It then
 *    carries all alerts of the group. So an alert that ends and fires again between two flushes says nothing, and one
 *    that ends before its first flush was never there.
 *  - What could not be delivered is not logged: the next flush tries again. A flush that is overdue by then follows at once.
 *  - Ended alerts leave their group once they are notified; an empty group goes at the next round of maintenance.
 *  Observed of Alertmanager 0.25. Not here: routing trees, silences, inhibition; attempts and their backoff (`alertmanager.ts`).
 *  State is handed in and changed in place. */

import { assert, present } from "../../assert.ts";
import type { LabelRecord } from "../../rules/labels.ts";
import { type DurationMs, type InstantMs, plus, seconds, since } from "../../units.ts";

export interface Route {
  /** `["..."]`: by all labels. */
  readonly groupBy: readonly string[];
  readonly groupWait: DurationMs;
  readonly groupInterval: DurationMs;
  readonly repeatEvery: DurationMs;
  readonly sendResolved: boolean;
}

/** An alert as it was stated last; its labels identify it, by their fingerprint. */
export interface StatedAlert {
  readonly fingerprint: string;
  readonly labels: LabelRecord;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: InstantMs;
  /** From then on it counts as ended. */
  readonly endsAt: InstantMs;
}

export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly alert: StatedAlert;
}

/** What a flush wants delivered: one webhook. */
export interface Notification {
  readonly group: string;
  /** All of the group that the receiver is told of. */
  readonly alerts: readonly NotifiedAlert[];
  /** Attempts to deliver it end then. */
  readonly until: InstantMs;
  /** Everything in the group at the flush, for the log. */
  readonly flushed: readonly NotifiedAlert[];
}

/** A flush to come. */
export interface FlushDue {
  readonly group: string;
  readonly at: InstantMs;
}

interface Group {
  readonly alerts: Map<string, StatedAlert>;
  flushAt: InstantMs;
  flushed: boolean;
  underWay: Notification | null;
  emptySince: InstantMs | null;
}

interface LogEntry {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly at: InstantMs;
}

export interface NotificationGroups {
  readonly route: Route;
  readonly startedAt: InstantMs;
  readonly groups: Map<string, Group>;
  /** By group; outlives it. */
  readonly log: Map<string, LogEntry>;
}

const ALL_LABELS = "...";
const MAINTENANCE_EVERY = seconds(30);
/** A flush may take this long though the interval is shorter. */
const LEAST_TIME_TO_DELIVER = seconds(10);

export const startNotificationGroups = (route: Route, startedAt: InstantMs): NotificationGroups => ({
  route,
  startedAt,
  groups: new Map(),
  log: new Map(),
});

/** Takes a statement of an alert; gives the flush that it brought about, if any. */
export function receiveAlert(state: NotificationGroups, alert: StatedAlert, at: InstantMs): FlushDue | null {
  const { groupWait } = state.route;
  const key = groupOf(state.route, alert.labels);
  const known = state.groups.get(key);
  // An alert that waits in vain for company, its wait being over before it came, waits no longer.
  const overdue = plus(alert.startsAt, groupWait) < at;
  if (known === undefined || isRemoved(state, known, at)) {
    const flushAt = overdue ? at : plus(at, groupWait);
    const alerts = new Map([[alert.fingerprint, alert]]);
    state.groups.set(key, { alerts, flushAt, flushed: false, underWay: null, emptySince: null });
    return { group: key, at: flushAt };
  }
  known.alerts.set(alert.fingerprint, alert);
  known.emptySince = null;
  if (known.flushed || !overdue || known.flushAt <= at) return null;
  known.flushAt = at;
  return { group: key, at };
}

export interface Flush {
  /** To be delivered; `deliveryEnded` must follow, at `until` at the latest. */
  readonly notification: Notification | null;
  readonly next: FlushDue | null;
}

const NO_FLUSH: Flush = { notification: null, next: null };

/** A flush that was announced has fallen due; one that was overtaken by another does nothing. */
export function flushGroup(state: NotificationGroups, { group: key, at }: FlushDue): Flush {
  const group = state.groups.get(key);
  // While a delivery is under way its end brings on the flush that it held up.
  if (group === undefined || group.flushAt !== at || group.underWay !== null) return NO_FLUSH;
  const { groupInterval } = state.route;
  if (isRemoved(state, group, at)) {
    state.groups.delete(key);
    return NO_FLUSH;
  }
  group.flushAt = plus(at, groupInterval);
  group.flushed = true;
  const next: FlushDue = { group: key, at: group.flushAt };
  if (group.alerts.size === 0) return { notification: null, next };
  const flushed = [...group.alerts.values()]
    .map((alert): NotifiedAlert => ({ status: alert.endsAt <= at ? "resolved" : "firing", alert }))
    .sort(byLabels);
  const alerts = state.route.sendResolved ? flushed : flushed.filter(({ status }) => status === "firing");
  const until = plus(at, Math.max(groupInterval, LEAST_TIME_TO_DELIVER) as DurationMs);
  const notification: Notification = { group: key, alerts, until, flushed };
  if (!isNews(state, notification, at)) {
    removeEnded(group, notification, at);
    return { notification: null, next };
  }
  if (alerts.length === 0) {
    // Nothing that this receiver is told of, and yet to be remembered.
    log(state, notification, at);
    removeEnded(group, notification, at);
    return { notification: null, next };
  }
  group.underWay = notification;
  return { notification, next };
}

/** The delivery under way has ended; gives the flush that waited for it, if any. */
export function deliveryEnded(
  state: NotificationGroups,
  notification: Notification,
  at: InstantMs,
  delivered: boolean,
): FlushDue | null {
  const group = present(state.groups.get(notification.group), "a group with a delivery under way");
  assert(group.underWay === notification, "a delivery ended that was not under way");
  group.underWay = null;
  if (delivered) {
    log(state, notification, at);
    removeEnded(group, notification, at);
  }
  if (group.flushAt > at) return null;
  group.flushAt = at;
  return { group: notification.group, at };
}

const fingerprintsOf = (alerts: readonly NotifiedAlert[], status: NotifiedAlert["status"]): Set<string> =>
  new Set(alerts.filter((entry) => entry.status === status).map(({ alert }) => alert.fingerprint));

const isSubset = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((item) => all.has(item));

function isNews(
  { log: logged, route }: NotificationGroups,
  { group, flushed }: Notification,
  at: InstantMs,
): boolean {
  const entry = logged.get(group);
  const firing = fingerprintsOf(flushed, "firing");
  if (entry === undefined) return firing.size > 0;
  if (!isSubset(firing, entry.firing)) return true;
  if (firing.size === 0) return entry.firing.size > 0;
  if (route.sendResolved && !isSubset(fingerprintsOf(flushed, "resolved"), entry.resolved)) return true;
  return since(entry.at, at) > route.repeatEvery;
}

function log(state: NotificationGroups, { group, flushed }: Notification, at: InstantMs): void {
  state.log.set(group, {
    firing: fingerprintsOf(flushed, "firing"),
    resolved: fingerprintsOf(flushed, "resolved"),
    at,
  });
}

/** What was stated anew since the flush stays. */
function removeEnded(group: Group, { flushed }: Notification, at: InstantMs): void {
  for (const { status, alert } of flushed) {
    if (status === "resolved" && group.alerts.get(alert.fingerprint) === alert)
      group.alerts.delete(alert.fingerprint);
  }
  if (group.alerts.size === 0) group.emptySince ??= at;
}

/** Whether a round of maintenance has found the group empty. */
function isRemoved({ startedAt }: NotificationGroups, { emptySince }: Group, at: InstantMs): boolean {
  if (emptySince === null) return false;
  const latestRound = at - ((at - startedAt) % MAINTENANCE_EVERY);
  return latestRound >= emptySince;
}

function groupOf({ groupBy }: Route, labels: LabelRecord): string {
  const names = (groupBy.includes(ALL_LABELS) ? Object.keys(labels) : groupBy.slice()).sort();
  const parts = names
    .filter((name) => labels[name] !== undefined)
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  return `{${parts.join(", ")}}`;
}

const LEADING_LABELS = ["job", "instance"];

/** The order of alerts in a webhook: job, instance, the fewer labels, then label by label. */
function byLabels({ alert: a }: NotifiedAlert, { alert: b }: NotifiedAlert): number {
  for (const name of LEADING_LABELS) {
    const order = compareTexts(a.labels[name], b.labels[name]);
    if (order !== 0) return order;
  }
  const names = Object.keys(a.labels).sort();
  const fewer = names.length - Object.keys(b.labels).length;
  if (fewer !== 0) return fewer;
  for (const name of names) {
    const order = compareTexts(a.labels[name], b.labels[name]);
    if (order !== 0) return order;
  }
  return 0;
}

/** What is missing comes last. */
function compareTexts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
