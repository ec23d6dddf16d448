/** Runs notification groups over statements of alerts, without a world: who is told what, and when. */

import {
  deliveryEnded,
  type FlushDue,
  flushGroup,
  type Notification,
  type NotificationGroups,
  type NotifiedAlert,
  type Route,
  receiveAlert,
  startNotificationGroups,
} from "../../src/simulator/observe/notification-groups.ts";
import { type InstantMs, instant, milliseconds, seconds } from "../../src/units.ts";

/** That of the alertmanager which the expected timelines were observed of. */
export const ROUTE: Route = {
  groupBy: ["alertname"],
  groupWait: seconds(2),
  groupInterval: seconds(5),
  repeatEvery: seconds(10),
  sendResolved: true,
};

export interface Statement {
  readonly at: InstantMs;
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: InstantMs;
  readonly endsAt: InstantMs;
}

export interface Told {
  readonly at: InstantMs;
  readonly group: string;
  readonly alerts: readonly NotifiedAlert[];
}

/** When a delivery begun at an instant ends, and whether it succeeds. */
export type Delivery = (
  begun: InstantMs,
  notification: Notification,
) => { at: InstantMs; delivered: boolean };

export const AT_ONCE: Delivery = (begun) => ({ at: instant(begun + 1), delivered: true });

type Entry =
  | { readonly at: InstantMs; readonly what: "statement"; readonly statement: Statement }
  | { readonly at: InstantMs; readonly what: "flush"; readonly due: FlushDue }
  | {
      readonly at: InstantMs;
      readonly what: "end";
      readonly notification: Notification;
      readonly delivered: boolean;
    };

/** All that was delivered until an instant. */
export function timeline(
  statements: readonly Statement[],
  until: InstantMs,
  { route = ROUTE, deliver = AT_ONCE }: { readonly route?: Route; readonly deliver?: Delivery } = {},
): readonly Told[] {
  const state: NotificationGroups = startNotificationGroups(route, instant(0));
  const told: Told[] = [];
  const waiting: Entry[] = statements.map((statement) => ({
    at: statement.at,
    what: "statement",
    statement,
  }));
  const flushLater = (due: FlushDue | null): void => {
    if (due !== null) waiting.push({ at: due.at, what: "flush", due });
  };
  for (;;) {
    // The earliest, and of equals the one that waits longest.
    const entry = waiting.reduce<Entry | null>(
      (first, other) => (first === null || other.at < first.at ? other : first),
      null,
    );
    if (entry === null || entry.at > until) return told;
    waiting.splice(waiting.indexOf(entry), 1);
    const { at } = entry;
    switch (entry.what) {
      case "statement": {
        const { labels, startsAt, endsAt } = entry.statement;
        const fingerprint = JSON.stringify(labels);
        flushLater(receiveAlert(state, { fingerprint, labels, annotations: {}, startsAt, endsAt }, at));
        break;
      }
      case "flush": {
        const { notification, next } = flushGroup(state, entry.due);
        flushLater(next);
        if (notification === null) break;
        const end = deliver(at, notification);
        if (end.delivered) told.push({ at, group: notification.group, alerts: notification.alerts });
        waiting.push({ at: end.at, what: "end", notification, delivered: end.delivered });
        break;
      }
      case "end":
        flushLater(deliveryEnded(state, entry.notification, at, entry.delivered));
        break;
    }
  }
}

const LONG = seconds(1_000);

/** A statement in seconds: at which, of which alert, firing since when, ended when (else it fires). */
export function stated(
  at: number,
  labels: Statement["labels"],
  startsAt: number,
  endsAt?: number,
): Statement {
  const of = (count: number): InstantMs => instant(milliseconds(count * 1_000));
  return {
    at: of(at),
    labels,
    startsAt: of(startsAt),
    endsAt: endsAt === undefined ? instant(of(at) + LONG) : of(endsAt),
  };
}

/** As the lab prints it: `12 1:resolved 2:firing`. */
export const lines = (told: readonly Told[]): readonly string[] =>
  told.map(({ at, alerts }) =>
    [
      `${Math.round(at / 1_000)}`,
      ...alerts.map(({ status, alert }) => `${alert.labels["i"]}:${status}`),
    ].join(" "),
  );
