/** When alerts were pending and firing, as lines of plain text: for each set of labels a bar over the test's time, and the
 *  instants with what the expression gave then. Pure. */

import { printNumber } from "../rules/literal.ts";
import type { AlertSpan } from "../rules/testing/alert-timeline.ts";
import type { TestResult } from "../rules/testing/result.ts";
import type { InstantMs } from "../units.ts";
import { labelsText, timeInTest, titleOf } from "./rules-test-text.ts";
import { PAGE_COLUMNS, wrapped } from "./wrapped.ts";

const MOST_ALERTS = 50;
const INDENT = "    ";
const BAR_COLUMNS = PAGE_COLUMNS - INDENT.length;
const BAR = { quiet: "·", pending: "▒", firing: "█" } as const;

export function timelineLines(test: TestResult): readonly string[] {
  const { timeline, lastAt } = test;
  const byAlert = grouped(timeline);
  const shown = byAlert.slice(0, MOST_ALERTS);
  const end = timeInTest(lastAt);
  return [
    "",
    ...wrapped(`  ${titleOf(test)}`, "    "),
    ...(shown.length === 0 ? [`${INDENT}no alert was ever pending up to ${end}`] : []),
    ...(shown.length === 0 ? [] : [INDENT + scale(end)]),
    ...shown.flatMap((spans) => alertLines(spans, lastAt)),
    ...(byAlert.length > MOST_ALERTS
      ? [`${INDENT}and ${byAlert.length - MOST_ALERTS} more alerts, in --json`]
      : []),
  ];
}

function scale(end: string): string {
  const legend = `0s  ${BAR.pending} pending  ${BAR.firing} firing`;
  return legend + end.padStart(BAR_COLUMNS - legend.length);
}

function grouped(timeline: readonly AlertSpan[]): readonly (readonly AlertSpan[])[] {
  const groups = new Map<string, AlertSpan[]>();
  for (const span of timeline) {
    const key = titleOfAlert(span);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return [...groups.values()];
}

const titleOfAlert = ({ alertname, labels }: AlertSpan): string => `${alertname} ${labelsText(labels)}`;

function alertLines(spans: readonly AlertSpan[], lastAt: InstantMs): readonly string[] {
  return [
    `${INDENT}${titleOfAlert(spans[0] as AlertSpan)}`,
    `${INDENT}${barOf(spans, lastAt)}`,
    ...wrapped(`${INDENT}${spans.map(spanText).join("; ")}`, INDENT),
  ];
}

/** `pending 2m (5), firing 7m (9), ended 12m (last 14)` */
function spanText({ pendingAt, firingAt, endedAt, ...values }: AlertSpan): string {
  const begun =
    firingAt === pendingAt
      ? []
      : [`pending ${timeInTest(pendingAt)} (${printNumber(values.valueWhenPending)})`];
  const fired =
    firingAt === null ? [] : [`firing ${timeInTest(firingAt)} (${printNumber(values.valueWhenFiring ?? 0)})`];
  const last = `(last ${printNumber(values.lastValue)})`;
  const ended = endedAt === null ? `goes on ${last}` : `ended ${timeInTest(endedAt)} ${last}`;
  return [...begun, ...fired, ended].join(", ");
}

/** Each cell shows the most that happened in it: a short alert is seen. */
function barOf(spans: readonly AlertSpan[], lastAt: InstantMs): string {
  const cells = Array.from({ length: BAR_COLUMNS }, () => BAR.quiet as string);
  const cellOf = (at: number): number =>
    lastAt === 0 ? 0 : Math.min(BAR_COLUMNS - 1, Math.floor((at / lastAt) * BAR_COLUMNS));
  // An end is the instant from which it is over.
  const lastCell = (from: number, until: number | null): number =>
    until === null ? BAR_COLUMNS - 1 : Math.max(cellOf(from), cellOf(until - 1));
  const paint = (from: number, until: number | null, mark: string): void => {
    for (let cell = cellOf(from); cell <= lastCell(from, until); cell += 1)
      if (cells[cell] !== BAR.firing) cells[cell] = mark;
  };
  for (const { pendingAt, firingAt, endedAt } of spans) {
    if (firingAt !== pendingAt) paint(pendingAt, firingAt ?? endedAt, BAR.pending);
    if (firingAt !== null) paint(firingAt, endedAt, BAR.firing);
  }
  return cells.join("");
}
