/** The functions this engine knows: what they take and what they give. Their workings: `range-functions.ts` (those of
 *  range vectors), `value-functions.ts` (those of each number by itself) and `functions.ts` (all others). */

export type ValueType = "scalar" | "vector" | "range" | "string";

export interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** Whether the last argument may be given several times. */
  readonly repeats: boolean;
  readonly gives: "scalar" | "vector";
}

const vectorOf = (...takes: readonly ValueType[]): Signature => ({
  takes,
  optional: 0,
  repeats: false,
  gives: "vector",
});
const RANGE = vectorOf("range");
const VECTOR = vectorOf("vector");
const OF_TIME: Signature = { ...VECTOR, optional: 1 };
const BY_LABELS: Signature = { ...vectorOf("vector", "string"), optional: 1, repeats: true };
const SCALAR: Signature = { ...vectorOf(), gives: "scalar" };

const RANGE_SIGNATURES = {
  rate: RANGE,
  increase: RANGE,
  delta: RANGE,
  irate: RANGE,
  idelta: RANGE,
  deriv: RANGE,
  predict_linear: vectorOf("range", "scalar"),
  holt_winters: vectorOf("range", "scalar", "scalar"),
  /** Version 3's name for it. */
  double_exponential_smoothing: vectorOf("range", "scalar", "scalar"),
  changes: RANGE,
  resets: RANGE,
  avg_over_time: RANGE,
  min_over_time: RANGE,
  max_over_time: RANGE,
  sum_over_time: RANGE,
  count_over_time: RANGE,
  last_over_time: RANGE,
  present_over_time: RANGE,
  quantile_over_time: vectorOf("scalar", "range"),
  stddev_over_time: RANGE,
  stdvar_over_time: RANGE,
  mad_over_time: RANGE,
} as const satisfies Record<string, Signature>;

const VALUE_SIGNATURES = {
  abs: VECTOR,
  ceil: VECTOR,
  floor: VECTOR,
  sgn: VECTOR,
  sqrt: VECTOR,
  exp: VECTOR,
  ln: VECTOR,
  log2: VECTOR,
  log10: VECTOR,
  sin: VECTOR,
  cos: VECTOR,
  tan: VECTOR,
  asin: VECTOR,
  acos: VECTOR,
  atan: VECTOR,
  sinh: VECTOR,
  cosh: VECTOR,
  tanh: VECTOR,
  asinh: VECTOR,
  acosh: VECTOR,
  atanh: VECTOR,
  deg: VECTOR,
  rad: VECTOR,
} as const satisfies Record<string, Signature>;

const CALENDAR_SIGNATURES = {
  year: OF_TIME,
  month: OF_TIME,
  day_of_month: OF_TIME,
  day_of_week: OF_TIME,
  day_of_year: OF_TIME,
  days_in_month: OF_TIME,
  hour: OF_TIME,
  minute: OF_TIME,
} as const satisfies Record<string, Signature>;

const OTHER_SIGNATURES = {
  absent: VECTOR,
  absent_over_time: RANGE,
  round: { ...vectorOf("vector", "scalar"), optional: 1 },
  clamp: vectorOf("vector", "scalar", "scalar"),
  clamp_min: vectorOf("vector", "scalar"),
  clamp_max: vectorOf("vector", "scalar"),
  histogram_quantile: vectorOf("scalar", "vector"),
  label_join: { ...vectorOf("vector", "string", "string", "string"), optional: 1, repeats: true },
  label_replace: vectorOf("vector", "string", "string", "string", "string"),
  sort: VECTOR,
  sort_desc: VECTOR,
  sort_by_label: BY_LABELS,
  sort_by_label_desc: BY_LABELS,
  vector: vectorOf("scalar"),
  timestamp: VECTOR,
  scalar: { ...VECTOR, gives: "scalar" },
  time: SCALAR,
  pi: SCALAR,
} as const satisfies Record<string, Signature>;

export const SIGNATURES = {
  ...RANGE_SIGNATURES,
  ...VALUE_SIGNATURES,
  ...CALENDAR_SIGNATURES,
  ...OTHER_SIGNATURES,
};

/** Functions computed from the window of one series at a time. */
export type RangeFunctionName = keyof typeof RANGE_SIGNATURES;
/** Functions of each sample's value alone. */
export type ValueFunctionName = keyof typeof VALUE_SIGNATURES;
/** Parts of the date that a sample's value, or the instant of evaluation, stands for. */
export type CalendarFunctionName = keyof typeof CALENDAR_SIGNATURES;
export type OtherFunctionName = keyof typeof OTHER_SIGNATURES;
export type FunctionName = keyof typeof SIGNATURES;

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(SIGNATURES, name);
export const isRangeFunctionName = (name: string): name is RangeFunctionName =>
  Object.hasOwn(RANGE_SIGNATURES, name);
export const isValueFunctionName = (name: string): name is ValueFunctionName =>
  Object.hasOwn(VALUE_SIGNATURES, name);
export const isCalendarFunctionName = (name: string): name is CalendarFunctionName =>
  Object.hasOwn(CALENDAR_SIGNATURES, name);
