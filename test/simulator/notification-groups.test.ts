/** Alertmanager's grouping. The timelines were observed of Alertmanager 0.25 with a webhook receiver on the loopback,
 *  with the route of `notification-timeline.ts`; the laws hold for any alerts. */

import { describe, expect, it } from "vitest";
import type { NotifiedAlert, Route } from "../../src/simulator/observe/notification-groups.ts";
import { instant, milliseconds, seconds } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";
import { type Delivery, lines, ROUTE, type Statement, stated, timeline } from "./notification-timeline.ts";

const a = { alertname: "A", i: "1" };
const b = { alertname: "A", i: "2" };
const c = { alertname: "A", i: "3" };
const until = (count: number) => instant(count * 1_000);

describe("a group of alerts", () => {
  it("is notified after its wait, then of what is new at its interval, then repeated", () => {
    const told = timeline([stated(0, a, 0), stated(1, b, 1), stated(3, c, 3), stated(8, a, 0, 8)], until(45));
    expect(lines(told)).toEqual([
      "2 1:firing 2:firing",
      "7 1:firing 2:firing 3:firing",
      "12 1:resolved 2:firing 3:firing",
      // The log's entry is as old as the delivery, a little younger than ten seconds at the flush of second 22.
      "27 2:firing 3:firing",
      "42 2:firing 3:firing",
    ]);
  });

  it("says nothing of an alert that ended and fired again between two flushes, and ends the later firing", () => {
    const told = timeline(
      [stated(0, a, 0), stated(3, a, 0, 3), stated(5, a, 5), stated(13.5, a, 5, 13.5)],
      until(40),
    );
    expect(lines(told)).toEqual(["2 1:firing", "17 1:resolved"]);
    expect(told[1]?.alerts[0]?.alert.startsAt).toBe(5_000);
  });

  it("says nothing of an alert that ended before the first flush", () => {
    expect(timeline([stated(0, a, 0), stated(1, a, 0, 1)], until(60))).toEqual([]);
  });

  it("tells of an end that nobody knew to fire in company only", () => {
    const told = timeline(
      [stated(0, a, 0), stated(0, c, 0), stated(1, c, 0, 1), stated(3, b, 3), stated(5, b, 3, 5)],
      until(10),
    );
    expect(lines(told)).toEqual(["2 1:firing 3:resolved", "7 1:firing 2:resolved"]);
  });

  it("says nothing of an ended alert that is stated again, though its group is gone", () => {
    const told = timeline(
      [stated(0, a, 0), stated(3, a, 0, 3), stated(50, a, 0, 3), stated(130, a, 0, 3)],
      until(200),
    );
    expect(lines(told)).toEqual(["2 1:firing", "7 1:resolved"]);
  });

  it("takes an alert that is not stated again for ended", () => {
    expect(lines(timeline([stated(0, a, 0, 9)], until(40)))).toEqual(["2 1:firing", "12 1:resolved"]);
  });

  it("lets what fires again wait for the interval while the group lives, and for the wait once it is gone", () => {
    const first = [stated(0, a, 0), stated(3, a, 0, 3)];
    expect(lines(timeline([...first, stated(9, a, 9)], until(15)))).toEqual([
      "2 1:firing",
      "7 1:resolved",
      "12 1:firing",
    ]);
    expect(lines(timeline([...first, stated(46, a, 46)], until(50)))).toEqual([
      "2 1:firing",
      "7 1:resolved",
      "48 1:firing",
    ]);
  });

  it("flushes at once for an alert that has waited elsewhere", () => {
    expect(lines(timeline([stated(10, a, 1)], until(12)))).toEqual(["10 1:firing"]);
    // Before its first flush only: later ones keep their time.
    expect(lines(timeline([stated(10, a, 10), stated(11, b, 1)], until(12)))).toEqual([
      "11 1:firing 2:firing",
    ]);
    expect(lines(timeline([stated(10, a, 10), stated(13, b, 1)], until(20)))).toEqual([
      "12 1:firing",
      "17 1:firing 2:firing",
    ]);
  });

  it("is what the route's labels say", () => {
    const other = { alertname: "B", i: "1" };
    const statements = [stated(0, b, 0), stated(0, other, 0), stated(0, a, 0)];
    const groups = (groupBy: readonly string[]) =>
      timeline(statements, until(4), { route: { ...ROUTE, groupBy } }).map(({ group, alerts }) => [
        group,
        ...alerts.map(({ alert }) => Object.values(alert.labels).join("")),
      ]);
    expect(groups(["alertname"])).toEqual([
      ['{alertname="A"}', "A1", "A2"],
      ['{alertname="B"}', "B1"],
    ]);
    expect(groups([])).toEqual([["{}", "A1", "A2", "B1"]]);
    expect(groups(["i", "absent"])).toEqual([
      ['{i="2"}', "A2"],
      ['{i="1"}', "A1", "B1"],
    ]);
    expect(groups(["..."])).toHaveLength(3);
  });

  it("leaves ended alerts out where the receiver wants none, and then cannot tell that one fires again", () => {
    const route: Route = { ...ROUTE, sendResolved: false };
    const told = timeline(
      [stated(0, a, 0), stated(0, b, 0), stated(3, a, 0, 3), stated(9, a, 9)],
      until(20),
      {
        route,
      },
    );
    expect(lines(told)).toEqual(["2 1:firing 2:firing", "17 1:firing 2:firing"]);
    const all = [stated(0, a, 0), stated(3, a, 0, 3), stated(9, a, 9)];
    expect(lines(timeline(all, until(15), { route }))).toEqual(["2 1:firing", "12 1:firing"]);
  });
});

describe("a delivery that fails", () => {
  const failing =
    (before: number): Delivery =>
    (begun, { until: giveUpAt }) =>
      begun < before * 1_000
        ? { at: giveUpAt, delivered: false }
        : { at: instant(begun + 1), delivered: true };

  it("is given up after ten seconds at the least; the flush that it held up follows at once, with what has come since", () => {
    const told = timeline([stated(0, a, 0), stated(4, b, 4)], until(25), { deliver: failing(5) });
    expect(lines(told)).toEqual(["12 1:firing 2:firing"]);
  });

  it("says nothing of an alert that ended meanwhile: nobody knows of it", () => {
    const told = timeline([stated(0, a, 0), stated(4, a, 0, 4)], until(40), { deliver: failing(5) });
    expect(told).toEqual([]);
  });

  it("keeps an alert that fires again while its end is being delivered", () => {
    const slow: Delivery = (begun) => ({ at: instant(begun + 3_000), delivered: true });
    const told = timeline([stated(0, a, 0), stated(6, a, 0, 6), stated(8, a, 8)], until(14), {
      deliver: slow,
    });
    expect(lines(told)).toEqual(["2 1:firing", "7 1:resolved", "12 1:firing"]);
  });
});

interface Phase {
  readonly i: string;
  readonly from: number;
  readonly lasts: number;
  readonly pause: number;
}

/** Each alert fires and ends in turn, stated as it does; times in whole seconds. */
const phases: fc.Arbitrary<readonly Phase[]> = fc
  .array(
    fc.record({
      i: fc.constantFrom("1", "2", "3"),
      from: fc.constant(0),
      lasts: fc.integer({ min: 1, max: 90 }),
      pause: fc.integer({ min: 1, max: 90 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) => {
    const free = new Map<string, number>();
    return drawn.map((phase) => {
      const from = (free.get(phase.i) ?? 0) + phase.pause;
      free.set(phase.i, from + phase.lasts);
      return { ...phase, from };
    });
  });

const END = 2_500;
const labelsOf = ({ i }: Phase) => ({ alertname: "A", i });
const statementsOf = (drawn: readonly Phase[]): readonly Statement[] =>
  drawn
    .flatMap((phase) => {
      const { from, lasts } = phase;
      return [stated(from, labelsOf(phase), from), stated(from + lasts, labelsOf(phase), from, from + lasts)];
    })
    .sort((one, other) => one.at - other.at);

const routes: fc.Arbitrary<Route> = fc.record({
  groupBy: fc.constantFrom(["alertname"], ["..."], ["i"]),
  groupWait: fc.integer({ min: 0, max: 40 }).map(seconds),
  groupInterval: fc.integer({ min: 1, max: 60 }).map(seconds),
  repeatEvery: fc.integer({ min: 1, max: 200 }).map(seconds),
  sendResolved: fc.boolean(),
});

const withEnds = (route: Route): Route => ({ ...route, sendResolved: true });

const known = (alerts: readonly NotifiedAlert[]): string =>
  alerts
    .map(({ status, alert }) => `${alert.fingerprint} ${status}`)
    .sort()
    .join();

describe("for any alerts", () => {
  it("one that goes on firing is notified within wait and interval, unless it was known to fire", () => {
    fc.assert(
      fc.property(phases, routes, (drawn, route) => {
        const told = timeline(statementsOf(drawn), until(END), { route });
        for (const phase of drawn) {
          const { from, lasts } = phase;
          const within = (route.groupWait + route.groupInterval) / 1_000 + 1;
          if (lasts <= within) continue;
          const fingerprint = JSON.stringify(labelsOf(phase));
          const spoken = told.filter(({ alerts }) =>
            alerts.some(({ alert }) => alert.fingerprint === fingerprint),
          );
          const before = spoken.filter(({ at }) => at < from * 1_000).at(-1);
          const knownFiring = before?.alerts.some(
            ({ status, alert }) => status === "firing" && alert.fingerprint === fingerprint,
          );
          const soon = spoken.some(
            ({ at, alerts }) =>
              at >= from * 1_000 &&
              at <= (from + within) * 1_000 &&
              alerts.some(({ status, alert }) => status === "firing" && alert.fingerprint === fingerprint),
          );
          expect(knownFiring === true || soon, `${JSON.stringify(phase)}: ${lines(told).join("; ")}`).toBe(
            true,
          );
        }
      }),
    );
  });

  it("nothing is told twice without news before it is due again", () => {
    fc.assert(
      // Where ends are not told, what fires again after one looks like no news.
      fc.property(phases, routes.map(withEnds), (drawn, route) => {
        const last = new Map<string, { at: number; said: string }>();
        for (const { at, group, alerts } of timeline(statementsOf(drawn), until(END), { route })) {
          const said = known(alerts);
          const before = last.get(group);
          if (before !== undefined && before.said === said)
            expect(at - before.at, `${group} at ${at}`).toBeGreaterThan(route.repeatEvery);
          last.set(group, { at, said });
        }
      }),
    );
  });

  it("that none fires any more is told only after one was told to fire, and only where it is wanted", () => {
    fc.assert(
      fc.property(phases, routes, (drawn, route) => {
        const firing = new Map<string, boolean>();
        for (const { group, alerts } of timeline(statementsOf(drawn), until(END), { route })) {
          expect(alerts.length).toBeGreaterThan(0);
          const fires = alerts.some(({ status }) => status === "firing");
          if (!fires) expect(firing.get(group), group).toBe(true);
          if (!route.sendResolved) expect(alerts.every(({ status }) => status === "firing")).toBe(true);
          firing.set(group, fires);
        }
      }),
    );
  });

  it("after the last end nobody takes an alert for firing, whatever failed on the way", () => {
    const failures = fc.array(fc.boolean(), { maxLength: 20 });
    fc.assert(
      fc.property(phases, routes.map(withEnds), failures, (drawn, route, failed) => {
        let count = 0;
        const deliver: Delivery = (begun, notification) => {
          count += 1;
          return failed[count] === true
            ? { at: notification.until, delivered: false }
            : { at: instant(begun + milliseconds(700)), delivered: true };
        };
        const firing = new Set<string>();
        for (const { alerts } of timeline(statementsOf(drawn), until(END), { route, deliver })) {
          for (const { status, alert } of alerts) {
            if (status === "firing") firing.add(alert.fingerprint);
            else firing.delete(alert.fingerprint);
          }
        }
        expect([...firing]).toEqual([]);
      }),
    );
  });
});
