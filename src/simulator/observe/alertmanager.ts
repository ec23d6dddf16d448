/** Rules evaluated at their interval, and what Alertmanager makes of it: a notification after the group's wait,
 *  repeated while the alert fires, once more when it ends; webhooks are lost, late and doubled. */

import type { RandomStream } from "../../prng.ts";
import type { AlertNotice, ResponderEvent } from "../../responder/event.ts";
import type { Alert, Transition } from "../../rules/alerting.ts";
import type { LabelRecord } from "../../rules/labels.ts";
import type { RuleFile } from "../../rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupState,
  initialGroupState,
  type PreparedGroup,
  prepareGroup,
} from "../../rules/rule-group.ts";
import { type DurationMs, type InstantMs, milliseconds, plus } from "../../units.ts";
import { draw } from "../world/spread.ts";
import type { World } from "../world/world.ts";
import type { SimulatedPrometheus } from "./prometheus.ts";

interface Group {
  readonly prepared: PreparedGroup;
  readonly every: DurationMs;
  state: GroupState;
}

interface Alertmanager {
  readonly world: World;
  readonly draws: RandomStream;
  readonly deliver: (at: InstantMs, event: ResponderEvent) => void;
  /** Notified alerts that fire, by fingerprint, with a number that changes at each firing. */
  readonly firing: Map<string, number>;
  firings: number;
}

export function startAlerting(
  world: World,
  prometheus: SimulatedPrometheus,
  rules: readonly RuleFile[],
  deliver: Alertmanager["deliver"],
): void {
  const manager: Alertmanager = {
    world,
    draws: world.streams.stream("observe/alerts"),
    deliver,
    firing: new Map(),
    firings: 0,
  };
  for (const { groups } of rules) {
    for (const group of groups) {
      const running: Group = {
        prepared: prepareGroup(group, prometheus.engine),
        every: group.interval ?? world.scenario.observation.evaluateEvery,
        state: initialGroupState(group),
      };
      // Groups are evaluated at an offset of their own within the interval.
      const offset = milliseconds(manager.draws.between(0, running.every - 1));
      world.queue.schedule(plus(world.queue.now, offset), evaluate, { manager, group: running });
    }
  }
}

function evaluate(subject: { manager: Alertmanager; group: Group }, at: InstantMs): void {
  const { manager, group } = subject;
  const evaluation = evaluateGroup(group.prepared, group.state, at);
  group.state = evaluation.state;
  for (const transition of evaluation.transitions) follow(manager, transition);
  manager.world.queue.schedule(plus(at, group.every), evaluate, subject);
}

function follow(manager: Alertmanager, { from, to, alert }: Transition): void {
  const { world } = manager;
  const { groupWait } = world.scenario.observation;
  const fingerprint = fingerprintOf(alert.labels);
  if (to === "firing") {
    manager.firings += 1;
    manager.firing.set(fingerprint, manager.firings);
    world.queue.schedule(plus(world.queue.now, groupWait), notify, {
      manager,
      alert,
      fingerprint,
      firing: manager.firings,
    });
  } else if (from === "firing") {
    manager.firing.delete(fingerprint);
    send(manager, noticeOf(alert, fingerprint, "resolved"));
  }
}

interface Notification {
  readonly manager: Alertmanager;
  readonly alert: Alert;
  readonly fingerprint: string;
  readonly firing: number;
}

function notify(notification: Notification, at: InstantMs): void {
  const { manager, alert, fingerprint, firing } = notification;
  if (manager.firing.get(fingerprint) !== firing) return;
  send(manager, noticeOf(alert, fingerprint, "firing"));
  manager.world.queue.schedule(
    plus(at, manager.world.scenario.observation.repeatEvery),
    notify,
    notification,
  );
}

function noticeOf(alert: Alert, fingerprint: string, status: "firing" | "resolved"): AlertNotice {
  const { alertname = "", ...labels } = alert.labels;
  return {
    name: alertname,
    status,
    fingerprint,
    startsAt: alert.firedAt ?? alert.activeAt,
    labels,
    summary: alert.annotations["summary"] ?? "",
  };
}

/** Alertmanager tries a webhook again: what is lost at first comes later. */
const RETRY = milliseconds(30_000);

function send(manager: Alertmanager, alert: AlertNotice): void {
  const { draws, world, deliver } = manager;
  const { alertsLost, alertDelay, alertsDuplicated } = world.scenario.observation;
  let at = plus(world.queue.now, draw(draws, alertDelay));
  if (draws.chance(alertsLost)) at = plus(at, RETRY);
  deliver(at, { at, incidentId: null, kind: "alert", alert });
  if (!draws.chance(alertsDuplicated)) return;
  const again = plus(at, draw(draws, alertDelay));
  deliver(again, { at: again, incidentId: null, kind: "alert", alert });
}

/** FNV-1a over the labels, as sixteen hexadecimal digits like Alertmanager's. */
function fingerprintOf(labels: LabelRecord): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (const [name, value] of Object.entries(labels)) {
    const text = `${name}\u00ff${value}\u00ff`;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193) >>> 0;
      high = Math.imul(high ^ (code + index), 0x01000193) >>> 0;
    }
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
