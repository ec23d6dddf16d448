/** Answers of this engine and of promtool in one form that can be compared: `{labels} value`, in order of labels. */

import type { QueryEngine } from "../../src/rules/engine.ts";
import { QueryError } from "../../src/rules/query-error.ts";
import type { InstantMs } from "../../src/units.ts";

/** Values to the last bit; of an error only that it is one. */
export function answerOf(engine: QueryEngine, text: string, at: InstantMs): string[] {
  try {
    const { ids, values, length } = engine.query(text).vectorAt(at);
    return Array.from({ length }, (_, index) => {
      const labels = engine.store.labels.at(ids[index] as number);
      return `${labels} ${bits(values[index] as number)}`;
    }).sort();
  } catch (error) {
    if (error instanceof QueryError) return ["error"];
    throw error;
  }
}

/** What promtool printed in the same form. */
export function normalised(answer: readonly string[]): string[] {
  return answer
    .map((sample) => {
      if (sample.startsWith("error: ")) return "error";
      const space = sample.lastIndexOf(" ");
      const value = sample.slice(space + 1).replace("Inf", "Infinity");
      return `${sample.slice(0, space)} ${bits(Number(value))}`;
    })
    .sort();
}

const bits = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
