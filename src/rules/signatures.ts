/** The functions this engine knows: what they take and what they give. Their workings: `functions.ts` (instant
 *  vectors and scalars) and `range-functions.ts` (range vectors). */

export type ValueType = "scalar" | "vector" | "range" | "string";

export interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  readonly gives: "scalar" | "vector";
}

const RANGE: Signature = { takes: ["range"], optional: 0, gives: "vector" };
const VECTOR: Signature = { takes: ["vector"], optional: 0, gives: "vector" };

const RANGE_SIGNATURES = {
  rate: RANGE,
  increase: RANGE,
  delta: RANGE,
  irate: RANGE,
  idelta: RANGE,
  changes: RANGE,
  resets: RANGE,
  avg_over_time: RANGE,
  min_over_time: RANGE,
  max_over_time: RANGE,
  sum_over_time: RANGE,
  count_over_time: RANGE,
  last_over_time: RANGE,
  present_over_time: RANGE,
} as const satisfies Record<string, Signature>;

const INSTANT_SIGNATURES = {
  absent_over_time: RANGE,
  absent: VECTOR,
  abs: VECTOR,
  ceil: VECTOR,
  floor: VECTOR,
  round: { takes: ["vector", "scalar"], optional: 1, gives: "vector" },
  clamp: { takes: ["vector", "scalar", "scalar"], optional: 0, gives: "vector" },
  clamp_min: { takes: ["vector", "scalar"], optional: 0, gives: "vector" },
  clamp_max: { takes: ["vector", "scalar"], optional: 0, gives: "vector" },
  sort: VECTOR,
  sort_desc: VECTOR,
  vector: { takes: ["scalar"], optional: 0, gives: "vector" },
  scalar: { takes: ["vector"], optional: 0, gives: "scalar" },
  time: { takes: [], optional: 0, gives: "scalar" },
} as const satisfies Record<string, Signature>;

export const SIGNATURES = { ...RANGE_SIGNATURES, ...INSTANT_SIGNATURES };

/** Functions computed from the window of one series at a time. */
export type RangeFunctionName = keyof typeof RANGE_SIGNATURES;
export type InstantFunctionName = keyof typeof INSTANT_SIGNATURES;
export type FunctionName = RangeFunctionName | InstantFunctionName;

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(SIGNATURES, name);
export const isRangeFunctionName = (name: string): name is RangeFunctionName =>
  Object.hasOwn(RANGE_SIGNATURES, name);
