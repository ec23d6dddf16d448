/** Small worlds of series and well-typed expressions about them, for fast-check to draw and to shrink. */

import { fc } from "../foundations/fast-check.ts";
import type { PromtoolTest, Question } from "./ask-promtool.ts";

export interface GeneratedWorld extends PromtoolTest {
  readonly questions: readonly Question[];
}

const oneOf = <Text extends string>(...texts: readonly Text[]): fc.Arbitrary<Text> =>
  fc.constantFrom(...texts);

/** Fills in a template: text and drawn parts in turn. */
const text = (
  pieces: TemplateStringsArray,
  ...parts: readonly fc.Arbitrary<string>[]
): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((drawn) => pieces.map((piece, index) => piece + (drawn[index] ?? "")).join(""));

const maybe = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(""), part);

const quarter = fc.integer({ min: -400, max: 400 }).map((value) => String(value / 4));
const plain = fc.oneof(
  { weight: 6, arbitrary: quarter },
  {
    weight: 2,
    arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }).map(numeral),
  },
  { weight: 1, arbitrary: oneOf("0", "1e9", "1e-9", "123456.789") },
);
const unusual = oneOf("NaN", "Inf", "-Inf", "-0", "1e308", "5e-324");

/** As every reader of numbers reads it. */
function numeral(value: number): string {
  return String(value).replace("e+", "e");
}

const gap = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((count) => `_x${count}`),
  fc.constant("_"),
  fc.constant("stale"),
);
const gaugeRun = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 2, arbitrary: text`${quarter}x${fc.integer({ min: 1, max: 9 }).map(String)}` },
  { weight: 1, arbitrary: unusual },
  { weight: 1, arbitrary: gap },
);
const counterRun = fc.oneof(
  {
    weight: 5,
    arbitrary: text`${fc.nat(60).map(String)}+${fc.integer({ min: 0, max: 40 }).map((step) => String(step / 4))}x${fc.integer({ min: 1, max: 12 }).map(String)}`,
  },
  { weight: 1, arbitrary: gap },
);
const valuesOf = (run: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(run, { minLength: 3, maxLength: 10, size: "max" }).map((runs) => runs.join(" "));

const seriesNamed = (
  names: readonly string[],
  run: fc.Arbitrary<string>,
  minLength = 0,
): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(fc.subarray([...names], { minLength }), fc.infiniteStream(valuesOf(run)))
    .map(([chosen, values]) =>
      Object.fromEntries(chosen.map((name) => [name, values.next().value as string])),
    );

const instances = (metric: string): string[] =>
  ["a", "b"].flatMap((job) => ["1", "2", "10"].map((pod) => `${metric}{job="${job}", pod="${pod}"}`));
const buckets = ["a", "b"].flatMap((job) =>
  ["0.1", "0.5", "1", "2.5", "+Inf"].map((bound) => `h_bucket{job="${job}", le="${bound}"}`),
);

export const series = fc
  .tuple(
    seriesNamed(instances("c_total"), counterRun, 1),
    seriesNamed(instances("g"), gaugeRun, 1),
    seriesNamed(buckets, counterRun),
    seriesNamed(["single", 'single_labelled{job="a", zone="x-1"}'], gaugeRun, 1),
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, string>);

const label = oneOf("job", "pod", "le", "zone");
const labels = fc.subarray(["job", "pod", "le", "zone"]).map((names) => names.join(", "));
const matcher = oneOf(
  'job="a"',
  'job!="a"',
  'job=~"a|b"',
  'pod=~"1.*"',
  'pod!~"[0-9]{2}"',
  'zone=""',
  'le!=""',
);
const duration = oneOf("15s", "30s", "1m", "90s", "2m", "5m", "10m", "1h", "7s", "61s");
const step = oneOf("15s", "20s", "1m", "2m", "37s", "");
const shift = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: text` offset ${duration}` },
  { weight: 1, arbitrary: text` offset -${duration}` },
  { weight: 1, arbitrary: text` @ ${oneOf("0", "60", "123.456", "600", "-1", "start()", "end()")}` },
  { weight: 1, arbitrary: text` @ ${oneOf("90", "300.5")} offset ${duration}` },
);
const number = fc.oneof(
  { weight: 6, arbitrary: quarter },
  { weight: 3, arbitrary: oneOf("0", "1", "2", "0.5", "100", "-1") },
  { weight: 1, arbitrary: oneOf("Inf", "NaN", "1e3", "0x1F") },
);
const share = oneOf("0", "0.25", "0.5", "0.9", "0.99", "1", "-0.1", "1.5");
const factor = oneOf("0.1", "0.5", "0.9");

const RANGE_FUNCTIONS = oneOf(
  "rate",
  "increase",
  "delta",
  "irate",
  "idelta",
  "deriv",
  "changes",
  "resets",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
  "present_over_time",
  "stddev_over_time",
  "stdvar_over_time",
);
const VALUE_FUNCTIONS = oneOf(
  "abs",
  "ceil",
  "floor",
  "sgn",
  "sqrt",
  "exp",
  "ln",
  "log2",
  "log10",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "deg",
  "rad",
  "round",
  "sort",
  "sort_desc",
);
const CALENDAR = oneOf(
  "year",
  "month",
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "days_in_month",
  "hour",
  "minute",
);
const arithmetic = oneOf("+", "-", "*", "/", "%", "^", "atan2");
const comparison = oneOf("==", "!=", ">", "<", ">=", "<=");
const compared = fc.oneof(comparison, text`${comparison} bool`);

// biome-ignore lint/suspicious/noTemplateCurlyInString: Go's way to name a group
const replacement = oneOf("$1", "x-${1}-$2", "", "$$", "$1x", "${first}");

export const { vector } = fc.letrec<{ vector: string; scalar: string; range: string; selector: string }>(
  (tie) => ({
    selector: fc.oneof(
      { weight: 5, arbitrary: oneOf("c_total", "g", "single", "single_labelled", "h_bucket") },
      { weight: 3, arbitrary: text`${oneOf("c_total", "g", "h_bucket")}{${matcher}}` },
      { weight: 1, arbitrary: text`g{${matcher}, ${matcher}}` },
      { weight: 1, arbitrary: text`{__name__=~"${oneOf("g|single", "c.*", "single.*")}", ${matcher}}` },
    ),
    range: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 4, arbitrary: text`${tie("selector")}[${duration}]${shift}` },
      { weight: 1, arbitrary: text`(${tie("vector")})[${duration}:${step}]${shift}` },
    ),
    scalar: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 5, arbitrary: number },
      { weight: 1, arbitrary: oneOf("time()", "pi()") },
      { weight: 1, arbitrary: text`scalar(${tie("vector")})` },
      { weight: 1, arbitrary: text`(${tie("scalar")} ${arithmetic} ${tie("scalar")})` },
      { weight: 1, arbitrary: text`(${tie("scalar")} ${comparison} bool ${tie("scalar")})` },
    ),
    vector: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 5, arbitrary: text`${tie("selector")}${shift}` },
      { weight: 7, arbitrary: text`${RANGE_FUNCTIONS}(${tie("range")})` },
      { weight: 1, arbitrary: text`quantile_over_time(${share}, ${tie("range")})` },
      { weight: 1, arbitrary: text`predict_linear(${tie("range")}, ${tie("scalar")})` },
      { weight: 1, arbitrary: text`holt_winters(${tie("range")}, ${factor}, ${factor})` },
      { weight: 1, arbitrary: text`absent_over_time(${tie("range")})` },
      { weight: 4, arbitrary: text`${VALUE_FUNCTIONS}(${tie("vector")})` },
      { weight: 1, arbitrary: text`round(${tie("vector")}, ${tie("scalar")})` },
      { weight: 1, arbitrary: text`clamp(${tie("vector")}, ${tie("scalar")}, ${tie("scalar")})` },
      { weight: 1, arbitrary: text`clamp_${oneOf("min", "max")}(${tie("vector")}, ${tie("scalar")})` },
      { weight: 1, arbitrary: text`${CALENDAR}(${fc.oneof(fc.constant(""), text`${tie("vector")} * 1e6`)})` },
      { weight: 1, arbitrary: text`timestamp(${tie("vector")})` },
      {
        weight: 1,
        arbitrary: text`absent(${fc.oneof(tie("vector"), oneOf("no_such_metric", 'no_such_metric{job="a", pod=~"1"}'))})`,
      },
      { weight: 1, arbitrary: text`vector(${tie("scalar")})` },
      {
        weight: 1,
        arbitrary: text`label_replace(${tie("vector")}, "${oneOf("job", "new", "pod")}", "${replacement}", "${label}", "${oneOf("(.*)", "(?P<first>.)(.*)", "a", "1(0?)", "(?i)A|b")}")`,
      },
      {
        weight: 1,
        arbitrary: text`label_join(${tie("vector")}, "${oneOf("new", "job")}", "${oneOf("-", "")}", "${label}", "${label}")`,
      },
      { weight: 1, arbitrary: text`histogram_quantile(${share}, ${tie("vector")})` },
      {
        weight: 2,
        arbitrary: text`histogram_quantile(${share}, ${oneOf("h_bucket", "rate(h_bucket[5m])", "sum by (le) (h_bucket)", "sum by (job, le) (increase(h_bucket[2m]))")})`,
      },
      {
        weight: 5,
        arbitrary: text`${oneOf("sum", "avg", "count", "min", "max", "group", "stddev", "stdvar")}${maybe(text` ${oneOf("by", "without")} (${labels}) `)}(${tie("vector")})`,
      },
      {
        weight: 1,
        arbitrary: text`quantile${maybe(text` ${oneOf("by", "without")} (${labels}) `)}(${share}, ${tie("vector")})`,
      },
      {
        weight: 1,
        arbitrary: text`count_values${maybe(text` ${oneOf("by", "without")} (${labels}) `)}("${oneOf("value", "job")}", ${tie("vector")})`,
      },
      {
        weight: 1,
        // Which of equal values are chosen is chance in Prometheus; their number and sum are not.
        arbitrary: text`count(${oneOf("topk", "bottomk")}(${oneOf("0", "1", "2", "5", "1.9")}, ${tie("vector")}))`,
      },
      { weight: 1, arbitrary: text`-${tie("vector")}` },
      { weight: 2, arbitrary: text`(${tie("vector")} ${arithmetic} ${tie("scalar")})` },
      { weight: 1, arbitrary: text`(${tie("scalar")} ${arithmetic} ${tie("vector")})` },
      { weight: 2, arbitrary: text`(${tie("vector")} ${compared} ${tie("scalar")})` },
      { weight: 1, arbitrary: text`(${tie("scalar")} ${compared} ${tie("vector")})` },
      { weight: 2, arbitrary: text`(${tie("vector")} ${fc.oneof(arithmetic, compared)} ${tie("vector")})` },
      {
        weight: 2,
        arbitrary: text`(${RANGE_FUNCTIONS}(g[${duration}]) ${fc.oneof(arithmetic, compared)} ${RANGE_FUNCTIONS}(c_total[${duration}]))`,
      },
      {
        weight: 2,
        arbitrary: text`(g ${fc.oneof(arithmetic, compared)} on (job) group_left (${maybe(oneOf("zone", "pod"))}) sum by (job) (${tie("vector")}))`,
      },
      {
        weight: 3,
        arbitrary: text`(${tie("vector")} ${fc.oneof(arithmetic, compared)} ${oneOf("on", "ignoring")} (${labels}) ${maybe(text`${oneOf("group_left", "group_right")} (${maybe(oneOf("zone", "le"))})`)} ${tie("vector")})`,
      },
      {
        weight: 3,
        arbitrary: text`(${tie("vector")} ${oneOf("and", "or", "unless")} ${maybe(text`${oneOf("on", "ignoring")} (${labels}) `)}${tie("vector")})`,
      },
    ),
  }),
);

const question: fc.Arbitrary<Question> = fc.record({
  at: oneOf("0s", "14s", "1m", "2m", "2m30s", "3m", "4m", "4m59s", "5m", "7m7s", "10m"),
  expression: vector,
});

export const generatedWorld = (questionsMax: number): fc.Arbitrary<GeneratedWorld> =>
  fc.record({
    interval: oneOf("15s", "30s", "1m", "10s"),
    series,
    questions: fc.array(question, {
      minLength: Math.ceil(questionsMax / 2),
      maxLength: questionsMax,
      size: "max",
    }),
  });
