/** Answers of this engine and of promtool in one form that can be compared: `{labels} value`, in order of labels. */

import { parsePromDuration } from "../../src/rules/duration.ts";
import { QueryEngine } from "../../src/rules/engine.ts";
import { QueryError } from "../../src/rules/query-error.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupState,
  initialGroupState,
  prepareGroup,
} from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { appendSeries, SeriesFeed } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { type DurationMs, type InstantMs, instant, minutes } from "../../src/units.ts";
import type { PromtoolTest } from "./ask-promtool.ts";

export const duration = (text: string): DurationMs => parsePromDuration(text) as DurationMs;

/** All series scraped; where there are rules, minute by minute, the group evaluated after each scrape, as promtool does
 *  it. */
export function engineAfter({ series, interval, rules }: PromtoolTest, minutesLast: number): QueryEngine {
  const engine = new QueryEngine(new SeriesStore());
  const inputs = Object.entries(series).map(([name, values]) => parseSeries(name, values));
  if (rules === undefined) {
    appendSeries(engine.store, inputs, duration(interval));
    return engine;
  }
  const group = parseRuleFile({ file: "rules.yaml", text: rules }).groups[0] as RuleGroup;
  const prepared = prepareGroup(group, engine);
  let state = initialGroupState(group);
  const feed = new SeriesFeed(engine.store, inputs, duration(interval));
  for (let minute = 0; minute <= minutesLast; minute += 1) {
    const at = instant(minutes(minute));
    feed.appendUntil(at);
    const { state: after, failures } = evaluateGroup(prepared, state, at);
    if (failures.length > 0) throw new Error(`minute ${minute}: ${JSON.stringify(failures)}`);
    // State is plain data and survives being written down.
    state = JSON.parse(JSON.stringify(after)) as GroupState;
  }
  return engine;
}

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
