/** Every expression of `promtool-cases.ts` gives what promtool 2.42 gave, labels and floats to the last bit. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePromDuration } from "../../src/rules/duration.ts";
import { QueryEngine } from "../../src/rules/engine.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupState,
  initialGroupState,
  prepareGroup,
} from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { appendSeries, SeriesFeed } from "../../src/rules/series-feed.ts";
import { type NotedSeries, parseSeries } from "../../src/rules/series-notation.ts";
import { type DurationMs, instant, minutes } from "../../src/units.ts";
import { answerOf, normalised } from "./answers.ts";
import { PROMTOOL_WORLDS, type PromtoolWorld } from "./promtool-cases.ts";

/** To each question the answers promtool gave: several where a sum depends on the order of its terms. */
type Answers = Readonly<Record<string, readonly (readonly string[])[]>>;

const expected = JSON.parse(
  readFileSync(new URL("promtool-expected.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Answers>>;

await loadRegexEngine();

for (const world of PROMTOOL_WORLDS) {
  describe(world.name, () => {
    const engine = engineOf(world);
    for (const [at, expressions] of Object.entries(world.ask)) {
      for (const text of new Set(expressions)) {
        it(`${at}: ${text}`, () => {
          const answers = (expected[world.name]?.[`${at} ${text}`] ?? []).map(normalised);
          const answer = answerOf(engine, text, instant(duration(at)));
          if (answers.length === 1) expect(answer).toEqual(answers[0]);
          else expect(answers).toContainEqual(answer);
        });
      }
    }
  });
}

const duration = (text: string): DurationMs => parsePromDuration(text) as DurationMs;

function engineOf({ series, interval, rules }: PromtoolWorld): QueryEngine {
  const engine = new QueryEngine(new SeriesStore());
  const inputs = Object.entries(series).map(([name, values]) => parseSeries(name, values));
  if (rules === undefined) appendSeries(engine.store, inputs, duration(interval));
  else scrapeAndEvaluate(engine, inputs, rules);
  return engine;
}

/** Minute by minute, as promtool does it. */
function scrapeAndEvaluate(engine: QueryEngine, inputs: readonly NotedSeries[], rules: string): void {
  const group = parseRuleFile({ file: "rules.yaml", text: rules }).groups[0] as RuleGroup;
  const prepared = prepareGroup(group, engine);
  let state = initialGroupState(group);
  const feed = new SeriesFeed(engine.store, inputs, minutes(1));
  for (let minute = 0; minute <= 21; minute += 1) {
    const at = instant(minute * 60_000);
    feed.appendUntil(at);
    const evaluation = evaluateGroup(prepared, state, at);
    expect(evaluation.failures).toEqual([]);
    state = JSON.parse(JSON.stringify(evaluation.state)) as GroupState;
  }
}
