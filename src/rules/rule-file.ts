/** Prometheus rule files: YAML → groups of alert and recording rules, checked as Prometheus checks them.
 *  Every complaint names file, line and column; a bad expression is placed at the fault inside it. */

import { z } from "zod";
import { InputError, type InputProblem } from "../input-error.ts";
import { type DurationMs, milliseconds } from "../units.ts";
import {
  checkDocument,
  type DocumentCheck,
  parseYaml,
  type YamlDocument,
  type YamlSource,
} from "../yaml-document.ts";
import { PROM_DURATION, parsePromDuration } from "./duration.ts";
import type { Expression } from "./expression.ts";
import { METRIC_NAME } from "./labels.ts";
import { parseExpression } from "./parse.ts";
import { printExpression } from "./print.ts";
import { QueryError } from "./query-error.ts";
import { placeInScalar } from "./scalar-place.ts";
import { parseTemplate, type Template, TemplateError } from "./template.ts";

export interface RuleFile {
  readonly file: string;
  readonly groups: readonly RuleGroup[];
}

export interface RuleGroup {
  readonly name: string;
  /** Null where Prometheus' own interval applies. */
  readonly interval: DurationMs | null;
  /** How many alerts, or series, each rule may give; more are a failure of the rule, and none of them counts. */
  readonly limit: number | null;
  /** How far behind its evaluation the group looks, for samples that come late. */
  readonly queryOffset: DurationMs;
  readonly rules: readonly Rule[];
}

interface Placed {
  /** Where in the file the rule begins. */
  readonly line: number;
  readonly column: number;
}

export interface AlertRule extends Placed {
  readonly kind: "alert";
  readonly name: string;
  readonly expression: Expression;
  readonly holdFor: DurationMs;
  readonly keepFiringFor: DurationMs;
  readonly labels: Readonly<Record<string, Template>>;
  readonly annotations: Readonly<Record<string, Template>>;
}

export interface RecordingRule extends Placed {
  readonly kind: "record";
  readonly name: string;
  readonly expression: Expression;
  readonly labels: Readonly<Record<string, string>>;
}

export type Rule = AlertRule | RecordingRule;

const writtenDuration = z
  .union([z.string(), z.literal(0)], { error: "expected a duration such as 90s, 15m or 1h30m" })
  .transform((written, context): DurationMs => {
    const parsed = parsePromDuration(String(written));
    if (parsed !== null) return parsed;
    context.addIssue(`expected a duration such as 90s, 15m or 1h30m, not "${written}"`);
    return z.NEVER;
  })
  .meta({
    id: "duration",
    description: "A duration such as 90s, 15m or 1h30m. Units: y, w, d, h, m, s, ms, in this order.",
    pattern: PROM_DURATION.source,
  });

/** YAML may take `severity: 1` for a number; Prometheus takes it for a text. */
const scalarText = z
  .union([z.string(), z.number(), z.boolean()], { error: "expected a text" })
  .transform(String);

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

const texts = z.record(
  z.string().regex(LABEL_NAME, { error: "not a name: letters, digits and _" }),
  scalarText,
  {
    error: "expected names with texts",
  },
);

const ruleSchema = z
  .strictObject(
    {
      alert: scalarText.meta({ minLength: 1 }).optional(),
      record: scalarText.meta({ pattern: METRIC.source }).optional(),
      expr: scalarText
        .pipe(z.string().min(1, { error: "expected a PromQL expression" }))
        .meta({ description: "A PromQL expression.", minLength: 1 }),
      for: writtenDuration.optional(),
      keep_firing_for: writtenDuration.optional(),
      labels: texts.nullish(),
      annotations: texts.nullish(),
    },
    {
      error: (issue) => (issue.code === "unrecognized_keys" ? "a rule has no such field" : "expected a rule"),
    },
  )
  .meta({ id: "rule", oneOf: [{ required: ["alert"] }, { required: ["record"] }] });

export const ruleFileSchema = z.strictObject(
  {
    groups: z.array(
      z.strictObject(
        {
          name: z
            .union([z.string(), z.number(), z.boolean()], { error: "expected the group's name" })
            .transform(String)
            .pipe(z.string().min(1, { error: "a group's name must not be empty" }))
            .meta({ minLength: 1 }),
          interval: writtenDuration.optional(),
          rules: z.array(ruleSchema, { error: "expected a list of rules" }).nullish(),
          limit: z
            .int({ error: "expected a whole number" })
            .meta({ description: "How many alerts or series a rule may give; 0 for any number." })
            .optional(),
          query_offset: writtenDuration.optional(),
          labels: texts.nullish(),
        },
        {
          error: (issue) =>
            issue.code === "unrecognized_keys" ? "a group has no such field" : "expected a group",
        },
      ),
      { error: "expected a list of groups" },
    ),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? "a rule file has no such field" : "expected a rule file",
  },
);

type WrittenRule = z.infer<typeof ruleSchema>;

/** @throws InputError naming every fault found. */
export function parseRuleFile(source: YamlSource, check?: DocumentCheck): RuleFile {
  const document = readTexts(source);
  const { groups } = checkDocument(document, ruleFileSchema, check);
  const problems: InputProblem[] = [];
  const names = new Set<string>();
  const read = groups.map((group, groupIndex): RuleGroup => {
    const { name, interval, limit, query_offset, rules } = group;
    if (names.has(name)) {
      const message = `the group name "${name}" is used twice`;
      problems.push({ ...document.locate(["groups", groupIndex, "name"]), message });
    }
    names.add(name);
    const reader: RuleReader = { source, document, problems, groupLabels: group.labels ?? {} };
    if (Object.hasOwn(reader.groupLabels, METRIC_NAME)) {
      const message = `${METRIC_NAME} is no name for a label`;
      problems.push({ ...document.locate(["groups", groupIndex, "labels"]), message });
    }
    const readRules = (rules ?? []).map((rule, index) =>
      readRule(rule, ["groups", groupIndex, "rules", index], reader),
    );
    rejectDuplicates(readRules, rules ?? [], reader);
    return {
      name,
      interval: interval ?? null,
      limit: limit === undefined || limit <= 0 ? null : limit,
      queryOffset: query_offset ?? milliseconds(0),
      rules: readRules.filter((rule) => rule !== null),
    };
  });
  if (problems.length > 0) throw new InputError(problems);
  return { file: source.file, groups: read };
}

/** The document with texts as they were written: YAML would make 1.1 of a label's `1.10`. */
function readTexts(source: YamlSource): YamlDocument {
  const document = parseYaml(source, { scalars: "typed", merges: true });
  if (!holdsTypedText(document.value)) return document;
  const { value } = parseYaml(source, { scalars: "text", merges: true });
  return { ...document, value: withTexts(document.value, value) };
}

/** The fields that are no texts. */
const isTyped = (field: string): boolean => field === "limit";

function holdsTypedText(value: unknown): boolean {
  if (typeof value !== "object" || value === null)
    return typeof value === "number" || typeof value === "boolean";
  return Object.entries(value).some(([field, inner]) => !isTyped(field) && holdsTypedText(inner));
}

function withTexts(value: unknown, texts: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return texts;
  if (typeof value !== "object" || value === null) return value;
  const written = texts as Readonly<Record<string, unknown>>;
  const entries = Object.entries(value).map(
    ([field, inner]) => [field, isTyped(field) ? inner : withTexts(inner, written[field])] as const,
  );
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** The same rule twice in a group is a slip: its series would be written twice, its alerts fire twice. */
function rejectDuplicates(
  rules: readonly (Rule | null)[],
  written: readonly WrittenRule[],
  { source, problems }: RuleReader,
): void {
  const lines = new Map<string, number>();
  rules.forEach((rule, index) => {
    if (rule === null) return;
    const { alert, record, labels, for: holdFor } = written[index] as WrittenRule;
    const key = JSON.stringify([alert, record, printExpression(rule.expression.root), labels, holdFor]);
    const before = lines.get(key);
    if (before === undefined) lines.set(key, rule.line);
    else {
      const message = `the rule ${rule.name} stands in this group twice: it is that of line ${before}`;
      problems.push({ file: source.file, line: rule.line, column: rule.column, message });
    }
  });
}

interface RuleReader {
  readonly source: YamlSource;
  readonly document: YamlDocument;
  readonly problems: InputProblem[];
  /** Every rule of the group has them, unless it has labels of the same names. */
  readonly groupLabels: Readonly<Record<string, string>>;
}

type Path = readonly (string | number)[];

/** The rule; null where it has faults, which are noted. */
function readRule(rule: WrittenRule, path: Path, reader: RuleReader): Rule | null {
  const { document, problems, groupLabels } = reader;
  const before = problems.length;
  const complain = (field: string, message: string): void => {
    problems.push({ ...document.locate([...path, field]), message });
  };
  for (const field of ["labels", "annotations"] as const) {
    if (rule[field] && Object.hasOwn(rule[field], METRIC_NAME))
      complain(field, `${METRIC_NAME} is no name for a label`);
  }
  const expression = readExpression(rule.expr, path, reader);
  const place = document.locate(path);
  if (rule.alert !== undefined && rule.record !== undefined)
    complain("record", "a rule is an alert or a record, not both");
  if (rule.record !== undefined) {
    if (!METRIC.test(rule.record)) complain("record", `"${rule.record}" is no metric name`);
    for (const field of ["for", "keep_firing_for", "annotations"] as const) {
      if (rule[field]) complain(field, `a recording rule has no ${field}`);
    }
    if (expression === null || problems.length > before) return null;
    return {
      kind: "record",
      name: rule.record,
      expression,
      labels: { ...groupLabels, ...rule.labels },
      ...place,
    };
  }
  if (rule.alert === undefined || rule.alert === "") {
    complain("alert", "expected a rule with the field alert or record");
    return null;
  }
  const labels = readTemplates(rule.alert, { ...groupLabels, ...rule.labels }, [...path, "labels"], reader);
  const annotations = readTemplates(rule.alert, rule.annotations ?? {}, [...path, "annotations"], reader);
  if (expression === null || problems.length > before) return null;
  return {
    kind: "alert",
    name: rule.alert,
    expression,
    holdFor: rule.for ?? milliseconds(0),
    keepFiringFor: rule.keep_firing_for ?? milliseconds(0),
    labels,
    annotations,
    ...place,
  };
}

function readExpression(
  text: string,
  path: Path,
  { source, document, problems }: RuleReader,
): Expression | null {
  try {
    const expression = parseExpression(text);
    if (expression.type === "vector" || expression.type === "scalar") return expression;
    throw new QueryError(`expected an instant vector or a scalar, not a ${expression.type}`, text, 0);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const place = placeInScalar(source.text, document.locate([...path, "expr"]), text, error);
    problems.push({ file: source.file, ...place, message: `expr: ${error.reason}` });
    return null;
  }
}

function readTemplates(
  alert: string,
  written: Readonly<Record<string, string>>,
  path: Path,
  { source, document, problems }: RuleReader,
): Readonly<Record<string, Template>> {
  const templates: Record<string, Template> = {};
  for (const [name, text] of Object.entries(written)) {
    try {
      templates[name] = parseTemplate(text, alert);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const place = placeInScalar(source.text, document.locate([...path, name]), text, error);
      problems.push({ file: source.file, ...place, message: `${name}: ${error.reason}` });
    }
  }
  return templates;
}
