/** What a runbook's own schema cannot see: whether its queries are PromQL, and whether its rule file has the alerts that
 *  it listens to. The runbook and the rules know nothing of each other, so they are brought together here. */

import { InputError, type InputProblem } from "../input-error.ts";
import { parseExpression } from "../rules/parse.ts";
import { QueryError } from "../rules/query-error.ts";
import type { RuleFile } from "../rules/rule-file.ts";
import { placeInScalar } from "../rules/scalar-place.ts";
import type { Runbook } from "../runbook/schema.ts";
import { parseYaml, type YamlSource } from "../yaml-document.ts";

type Path = readonly string[];

/** @throws InputError naming each place. */
export function checkRunbook(source: YamlSource, runbook: Runbook, rules: RuleFile): void {
  const document = parseYaml(source);
  const problems: InputProblem[] = [];
  for (const [path, query] of queriesOf(runbook)) {
    // Placeholders stand for durations; one of the same length keeps the columns right.
    const text = query.replace(/\{\w+\}/g, (placeholder) => `${"1".repeat(placeholder.length - 1)}m`);
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const key = document.locate(path);
      const place = placeInScalar(source.text, key, text, error);
      problems.push({ ...key, ...place, message: `${path.join(".")}: ${error.reason}` });
    }
  }
  const alerts = rules.groups.flatMap((group) =>
    group.rules.flatMap((rule) => (rule.kind === "alert" ? [rule.name] : [])),
  );
  for (const [index, alert] of runbook.detection.alerts.entries()) {
    if (alerts.includes(alert)) continue;
    const message = `detection.alerts.${index}: ${runbook.detection.rules} has no alert "${alert}"; it has ${alerts.join(", ") || "none"}`;
    problems.push({ ...document.locate(["detection", "alerts", index]), message });
  }
  if (problems.length > 0) throw new InputError(problems);
}

function queriesOf({ detection, resolution, review }: Runbook): readonly (readonly [Path, string])[] {
  const watched = Object.entries(detection.queries).map(
    ([name, query]) => [["detection", "queries", name], query] as const,
  );
  return [
    ...watched,
    [["resolution", "query"], resolution.query],
    [["resolution", "executionsQuery"], resolution.executionsQuery],
    [["review", "query"], review.query],
  ];
}
