/** Test support: small worlds in promtool's notation, and answers as text. */

import type { EngineOptions } from "../../src/rules/engine.ts";
import { QueryEngine } from "../../src/rules/engine.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { appendSeries } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { type InstantMs, instant, parseDuration, seconds } from "../../src/units.ts";

/** An engine over series noted as text, scraped every 15 s. */
export function engineOver(
  series: Readonly<Record<string, string>>,
  options: EngineOptions = {},
): QueryEngine {
  const store = new SeriesStore();
  appendSeries(
    store,
    Object.entries(series).map(([name, values]) => parseSeries(name, values)),
    seconds(15),
  );
  return new QueryEngine(store, options);
}

export function at(text: string): InstantMs {
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`no duration: ${text}`);
  return instant(duration);
}

/** The samples as `{labels} value`, in the order given. */
export function answer(engine: QueryEngine, text: string, when: InstantMs): string[] {
  const { ids, values, length } = engine.query(text).vectorAt(when);
  return Array.from(
    { length },
    (_, index) => `${engine.store.labels.at(ids[index] as number)} ${values[index]}`,
  );
}
