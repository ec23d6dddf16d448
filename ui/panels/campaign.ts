/** A campaign that is being played, as exactly as many lines as the terminal has: what it is, how far it has come, each
 *  scenario, and the latest drills that did not pass. Pure.
 *  Invariants: EXERCISE stands in the first line at every size; what there is no room for is left out from the right
 *  and from the bottom, and a list of scenarios that is too long shows the part that is being played. */

import {
  type Pace,
  type Progress,
  paceOf,
  type ScenarioProgress,
  widestOf,
} from "../../src/campaign/progress.ts";
import { wilson } from "../../src/campaign/statistics.ts";
import { percent } from "../../src/campaign/words.ts";
import { counted, identityInWords, percentRange } from "../../src/report/campaign-words.ts";
import { formatDuration, milliseconds, seconds } from "../../src/units.ts";
import type { Size } from "../layout.ts";
import {
  BLANK,
  bar,
  between,
  cutLine,
  field,
  type Line,
  ruled,
  type Span,
  span,
  type Tone,
  widthOf,
} from "../line.ts";

export interface CampaignScene {
  readonly progress: Progress;
  /** Of real time, since the first drill. */
  readonly elapsedMs: number;
  readonly stopping: boolean;
  /** Whether there are keys to be listened to. */
  readonly listens: boolean;
}

/** Above and below the scenarios: three lines of header, the heads of the columns, the keys. */
const FRAME_ROWS = 5;
/** From so many spare rows on the latest failures have a panel of their own, below a blank line and its title. */
const LATEST_FROM = 4;

export function campaignFrame(scene: CampaignScene, { columns, rows }: Size): readonly Line[] {
  const { scenarios, latest } = scene.progress;
  const room = Math.max(0, rows - FRAME_ROWS);
  const spare = room - scenarios.length;
  const table = tableOf(scene.progress, columns, Math.min(room, scenarios.length));
  const below =
    spare < LATEST_FROM || latest.length === 0
      ? []
      : [BLANK, latestTitle(columns), ...latestLines(scene.progress, columns).slice(0, spare - 2)];
  const body = [...headerOf(scene, columns), ...table, ...below];
  const filled = Array.from({ length: Math.max(0, rows - 1) }, (_, row) => body[row] ?? BLANK);
  return [...filled, footerOf(scene, columns)].slice(0, Math.max(0, rows));
}

function headerOf({ progress, elapsedMs }: CampaignScene, columns: number): readonly Line[] {
  const { begun } = progress;
  const { identity, shard, workers } = begun;
  const { first, last } = identity.seeds;
  const mark = span(" EXERCISE ", "exercise");
  const part = shard === null ? "" : `, shard ${shard.index}/${shard.of}`;
  const title = ` campaign of ${counted(begun.drills.size, "scenario")}, seeds ${first}..${last}${part}`;
  const time: Line = [span(` ${formatDuration(milliseconds(elapsedMs))} `, "strong")];
  return [
    cutLine([mark, ...between([span(title, "strong")], time, columns - mark.text.length)], columns),
    between([span(` ${identityInWords(identity)}`, "faint")], aside(progress, workers), columns),
    wholeOf(progress, elapsedMs, columns),
  ];
}

function aside(progress: Progress, workers: number): Line {
  const { until } = progress.begun;
  if (until === null) return [span(` ${counted(workers, "worker")} `, "faint")];
  const widest = widestOf(progress);
  const now = widest === null ? "" : `, now ±${percent(widest)}`;
  return [span(` until ±${percent(until)}${now} `, "accent")];
}

/** The bar gives way to the words. */
function wholeOf(progress: Progress, elapsedMs: number, columns: number): Line {
  const words = standing(progress, elapsedMs);
  const room = Math.min(Math.floor(columns / 6), columns - widthOf(words) - 2);
  const drawn = bar(share(progress.total), Math.max(LEAST_BAR, room), toneOf(progress.total));
  return cutLine([span(" "), ...drawn, ...words], columns);
}

const LEAST_BAR = 6;

const share = ({ done, drills }: { done: number; drills: number }): number =>
  drills === 0 ? 0 : done / drills;

function toneOf({ failed, inconclusive }: { failed: number; inconclusive: number }): Tone {
  if (failed > 0) return "bad";
  return inconclusive > 0 ? "warn" : "good";
}

const tally = (count: number, tone: Tone): Tone => (count === 0 ? "faint" : tone);

function standing(progress: Progress, elapsedMs: number): Line {
  const { done, drills, failed, inconclusive } = progress.total;
  return [
    span(` ${done} of ${drills}`, "strong"),
    span(` · ${failed} failed`, tally(failed, "bad")),
    span(` · ${inconclusive} inconclusive`, tally(inconclusive, "warn")),
    ...paceSpans(paceOf(progress, elapsedMs), progress.begun.until === null ? "" : "at most "),
  ];
}

function paceSpans({ perSecond, secondsLeft }: Pace, most: string): Line {
  if (secondsLeft === null) return [span(" · starting", "faint")];
  return [
    span(` · ${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`, "accent"),
    span(secondsLeft === 0 ? "" : ` · ${most}${formatDuration(seconds(secondsLeft))} left`),
  ];
}

const SHORTEST_NAME = 8;
const LONGEST_NAME = 40;
const RATE = 7;
const RANGE = 9;
/** From so many columns on there is room for whole words above the tallies, and for what is known of each pass rate. */
const WORDS_FROM = 110;
const WORDS = ["passed", "failed", "inconcl."] as const;
const SHORT_WORDS = ["pass", "fail", "inc."] as const;
const LONGEST_BAR = 40;
const USUAL_BAR = 8;

interface Widths {
  readonly name: number;
  readonly bar: number;
  readonly done: number;
  /** Of passed, failed and inconclusive drills. */
  readonly tallies: readonly [Tallied, Tallied, Tallied];
  readonly rate: boolean;
  readonly range: boolean;
  readonly seeds: number;
}

interface Tallied {
  readonly head: string;
  readonly columns: number;
}

function widthsFor({ scenarios, total }: Progress, columns: number): Widths {
  const longest = Math.max(SHORTEST_NAME, ...scenarios.map(({ id }) => id.length));
  const name = Math.min(LONGEST_NAME, longest);
  const most = scenarios.reduce((least, { drills }) => Math.max(least, drills), 0);
  const digits = String(most).length;
  const done = Math.max("done".length, 2 * digits + 1) + 1;
  const isWide = columns >= WORDS_FROM && total.drills > 0;
  const tallied = (head: string): Tallied => ({ head, columns: Math.max(head.length, digits) + 1 });
  const [passed, failed, inconclusive] = isWide ? WORDS : SHORT_WORDS;
  const tallies = [tallied(passed), tallied(failed), tallied(inconclusive)] as const;
  const fixed = tallies.reduce((sum, tally) => sum + tally.columns, 2 + name + 1 + done + 2);
  const free = Math.max(0, columns - fixed - (isWide ? RANGE : 0));
  const rate = free >= RATE + USUAL_BAR;
  const rest = rate ? free - RATE : free;
  const widest = Math.min(LONGEST_BAR, Math.max(Math.min(USUAL_BAR, rest), Math.floor(rest / 3)));
  return { name, bar: widest, done, tallies, rate, range: isWide, seeds: rest - widest };
}

function tableOf(progress: Progress, columns: number, rows: number): readonly Line[] {
  const widths = widthsFor(progress, columns);
  const [from, to] = windowOn(progress, rows);
  return [
    headOf(widths, columns),
    ...progress.scenarios
      .slice(from, to)
      .map((scenario) => cutLine(rowOf(scenario, scenario.id === progress.current, widths), columns)),
  ];
}

/** The part that is being played stands in the middle, as far as the list goes. */
function windowOn({ scenarios, current }: Progress, rows: number): readonly [number, number] {
  const at = Math.max(
    0,
    scenarios.findIndex(({ id }) => id === current),
  );
  const from = Math.max(0, Math.min(scenarios.length - rows, at - Math.floor(rows / 2)));
  return [from, from + rows];
}

function headOf({ name, bar: barColumns, done, tallies, rate, range, seeds }: Widths, columns: number): Line {
  const head = (text: string, width: number, align: "left" | "right" = "right"): Span =>
    field(text, width, "faint", align);
  return cutLine(
    [
      span("  "),
      head("scenario", name + 1 + barColumns, "left"),
      head("done", done),
      ...tallies.map((tally) => head(tally.head, tally.columns)),
      ...(rate ? [head("rate", RATE)] : []),
      ...(range ? [head("95%", RANGE)] : []),
      span("  "),
      head("latest", seeds, "left"),
    ],
    columns,
  );
}

function rowOf(scenario: ScenarioProgress, isCurrent: boolean, widths: Widths): Line {
  const { id, done, drills, passed, failed, inconclusive, latest } = scenario;
  const begun = done > 0;
  const known = wilson(passed, done);
  const [ofPassed, ofFailed, ofInconclusive] = widths.tallies;
  const name: Tone = isCurrent ? "strong" : begun ? "plain" : "faint";
  return [
    span(isCurrent ? "▸ " : "  ", "accent"),
    field(id, widths.name, name),
    span(" "),
    ...bar(share(scenario), widths.bar, toneOf(scenario)),
    field(`${done}/${drills}`, widths.done, name, "right"),
    field(String(passed), ofPassed.columns, tally(passed, "good"), "right"),
    field(String(failed), ofFailed.columns, tally(failed, "bad"), "right"),
    field(String(inconclusive), ofInconclusive.columns, tally(inconclusive, "warn"), "right"),
    ...(widths.rate ? [field(begun ? percent(known.rate) : "", RATE, "plain", "right")] : []),
    ...(widths.range ? [field(begun ? percentRange(known) : "", RANGE, "faint", "right")] : []),
    span("  "),
    field(wholeSeeds(latest, widths.seeds), widths.seeds, toneOf(scenario)),
  ];
}

/** As many as fit; a seed that is cut would be read as another one. */
function wholeSeeds(seeds: readonly number[], columns: number): string {
  const all = seeds.join(", ");
  if (all.length <= columns) return all;
  const more = " …";
  let text = "";
  for (const seed of seeds) {
    const longer = text === "" ? String(seed) : `${text}, ${seed}`;
    if (longer.length + more.length > columns) break;
    text = longer;
  }
  return text === "" ? "…" : `${text}${more}`;
}

const latestTitle = (columns: number): Line =>
  ruled([span("DID NOT PASS ", "strong"), span("the latest first ", "faint")], [], columns);

function latestLines({ latest, scenarios }: Progress, columns: number): readonly Line[] {
  const name = Math.min(LONGEST_NAME, Math.max(...scenarios.map(({ id }) => id.length)));
  return latest.map(({ scenario, seed, verdict, reasons }) => {
    const failed = verdict === "fail";
    return cutLine(
      [
        span(failed ? "✗ " : "? ", failed ? "bad" : "warn"),
        field(scenario, name),
        field(`seed ${seed}`, 12, "strong", "right"),
        span(`  ${reasons.length === 0 ? verdict : reasons.join("; ")}`),
      ],
      columns,
    );
  });
}

function footerOf({ progress: { latest }, stopping, listens }: CampaignScene, columns: number): Line {
  const keys: Line = stopping
    ? [span(" stopping: what there is comes next", "warn")]
    : [span(listens ? " q" : " ctrl-c", "strong"), span(" stop, and see what there is", "faint")];
  const [newest] = latest;
  if (newest === undefined) return cutLine(keys, columns);
  const { scenario, seed, verdict } = newest;
  const told = `${verdict === "fail" ? "failed" : "inconclusive"}: ${scenario} ${seed} `;
  return between(keys, [span(told, verdict === "fail" ? "bad" : "warn")], columns);
}
