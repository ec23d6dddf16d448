/** Every template of `template-cases.ts` becomes what promtool 2.42 made of it, failures word by word; what it refuses to
 *  read is refused at the same line, in the same words. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { QueryEngine } from "../../src/rules/engine.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import { evaluateGroup, initialGroupState, prepareGroup } from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { appendSeries } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { parseTemplate, TemplateError } from "../../src/rules/template.ts";
import { instant, minutes } from "../../src/units.ts";
import {
  EXTERNAL_LABELS,
  EXTERNAL_URL,
  REFUSED_TEMPLATES,
  SERIES,
  TEMPLATE_CASES,
} from "./template-cases.ts";

const { texts, refusals } = JSON.parse(
  readFileSync(new URL("template-expected.json", import.meta.url), "utf8"),
) as {
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly refusals: Readonly<Record<string, string>>;
};

await loadRegexEngine();

const engine = new QueryEngine(new SeriesStore());
appendSeries(
  engine.store,
  Object.entries(SERIES).map(([name, values]) => parseSeries(name, values)),
  minutes(1),
);

for (const [name, templates] of Object.entries(TEMPLATE_CASES)) {
  describe(name, () => {
    it.each(templates)("%s", (template) => {
      expect(textsOf(template)).toEqual(texts[template]);
    });
  });
}

describe("refused", () => {
  it.each(REFUSED_TEMPLATES)("%j", (template) => {
    expect(refusalOf(template)).toBe(refusals[template]);
  });
});

/** The annotation of each alert by its label `kind`. */
function textsOf(template: string): Record<string, string> {
  const rule = { alert: "A", expr: "m", annotations: { text: template } };
  const text = JSON.stringify({ groups: [{ name: "g", rules: [rule] }] });
  const group = parseRuleFile({ file: "rules.yaml", text }).groups[0] as RuleGroup;
  const prepared = prepareGroup(group, engine, { labels: EXTERNAL_LABELS, url: EXTERNAL_URL });
  const { alerts } = evaluateGroup(prepared, initialGroupState(group), instant(60_000));
  return Object.fromEntries(
    alerts.map(({ labels, annotations }) => [labels["kind"] as string, annotations["text"] as string]),
  );
}

function refusalOf(template: string): string {
  try {
    parseTemplate(template, "A");
    return "accepted";
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `${error.line}: ${error.reason}`;
  }
}
