/** The world's Alertmanager: what its notification groups want told becomes webhooks, and these the responder's
 *  events, one an alert, all of a webhook at one instant. An attempt may fail, come late, or arrive without the sender's
 *  knowledge; it is tried again, ever less often, until its time is up, and then the next flush tries.
 *  Which alerts are notified when: `notification-groups.ts`. */

import type { RandomStream } from "../../prng.ts";
import type { AlertNotice, ResponderEvent } from "../../responder/event.ts";
import type { LabelRecord } from "../../rules/labels.ts";
import { type DurationMs, type InstantMs, instant, milliseconds, plus } from "../../units.ts";
import { draw } from "../world/spread.ts";
import type { World } from "../world/world.ts";
import type { AlertStatement } from "./alert-statements.ts";
import { fingerprintOf } from "./fingerprint.ts";
import {
  deliveryEnded,
  type FlushDue,
  flushGroup,
  type Notification,
  type NotificationGroups,
  type NotifiedAlert,
  receiveAlert,
  startNotificationGroups,
} from "./notification-groups.ts";

interface Alertmanager {
  readonly world: World;
  readonly draws: RandomStream;
  readonly deliver: (at: InstantMs, event: ResponderEvent) => void;
  readonly groups: NotificationGroups;
  /** By the record of an alert's labels. */
  readonly fingerprints: Map<LabelRecord, string>;
}

/** Gives what takes the statements of the world's Prometheus. */
export function startAlertmanager(
  world: World,
  deliver: Alertmanager["deliver"],
): (statements: readonly AlertStatement[], at: InstantMs) => void {
  const manager: Alertmanager = {
    world,
    draws: world.streams.stream("observe/alerts"),
    deliver,
    groups: startNotificationGroups(world.scenario.observation, world.queue.now),
    fingerprints: new Map(),
  };
  return (statements, at) => {
    for (const { alert, startsAt, endsAt } of statements) {
      const { labels, annotations } = alert;
      const fingerprint = knownFingerprint(manager, labels);
      scheduleFlush(
        manager,
        receiveAlert(manager.groups, { fingerprint, labels, annotations, startsAt, endsAt }, at),
      );
    }
  };
}

function knownFingerprint({ fingerprints }: Alertmanager, labels: LabelRecord): string {
  let fingerprint = fingerprints.get(labels);
  if (fingerprint === undefined) {
    fingerprint = fingerprintOf(labels);
    fingerprints.set(labels, fingerprint);
  }
  return fingerprint;
}

function scheduleFlush(manager: Alertmanager, due: FlushDue | null): void {
  if (due !== null) manager.world.queue.schedule(due.at, flush, { manager, due });
}

function flush({ manager, due }: { manager: Alertmanager; due: FlushDue }, at: InstantMs): void {
  const { notification, next } = flushGroup(manager.groups, due);
  scheduleFlush(manager, next);
  if (notification !== null) attempt({ manager, notification, wait: FIRST_WAIT }, at);
}

interface Delivery {
  readonly manager: Alertmanager;
  readonly notification: Notification;
  /** Around how long the next attempt waits, from the beginning of this one. */
  readonly wait: DurationMs;
}

/** Half again as long each time, give or take half. */
const FIRST_WAIT = milliseconds(500);
const LONGEST_WAIT = milliseconds(60_000);

function attempt({ manager, notification, wait }: Delivery, at: InstantMs): void {
  const { draws, world } = manager;
  const { alertsLost, alertDelay, alertsDuplicated } = world.scenario.observation;
  const { until } = notification;
  const endsAt = plus(at, draw(draws, alertDelay));
  const lost = draws.chance(alertsLost);
  const unanswered = draws.chance(alertsDuplicated);
  if (!lost) send(manager, notification, endsAt);
  if (!lost && !unanswered && endsAt <= until) {
    world.queue.schedule(endsAt, end, { manager, notification, delivered: true });
    return;
  }
  const waited = plus(at, milliseconds(draws.between(Math.floor(wait / 2), Math.floor((wait * 3) / 2))));
  const againAt = instant(Math.max(waited, endsAt));
  if (againAt >= until) world.queue.schedule(until, end, { manager, notification, delivered: false });
  else {
    const longer = Math.min(LONGEST_WAIT, Math.floor((wait * 3) / 2)) as DurationMs;
    world.queue.schedule(againAt, attempt, { manager, notification, wait: longer });
  }
}

function end(
  { manager, notification, delivered }: Omit<Delivery, "wait"> & { readonly delivered: boolean },
  at: InstantMs,
): void {
  scheduleFlush(manager, deliveryEnded(manager.groups, notification, at, delivered));
}

function send({ deliver }: Alertmanager, { alerts }: Notification, at: InstantMs): void {
  for (const notified of alerts)
    deliver(at, { at, incidentId: null, kind: "alert", alert: noticeOf(notified) });
}

function noticeOf({ status, alert }: NotifiedAlert): AlertNotice {
  const { alertname = "", ...labels } = alert.labels;
  return {
    name: alertname,
    status,
    fingerprint: alert.fingerprint,
    startsAt: alert.startsAt,
    labels,
    summary: alert.annotations["summary"] ?? "",
  };
}
