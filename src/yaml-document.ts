/** A YAML text checked against a schema, with every complaint placed at file:line:column.
 *  The text is handed in: nothing here touches the disk. Anchors are bounded against expansion bombs. */

import type { Document, Node, YAMLMap } from "yaml";
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { ZodType, z } from "zod";
import { InputError, type InputProblem } from "./input-error.ts";

const MAX_TEXT_BYTES = 4_000_000;
const MAX_ALIASES = 100;
/** What is no YAML at all offends in every line; the first few places are enough. */
const MOST_SYNTAX_ERRORS = 5;

export interface YamlSource {
  readonly file: string;
  readonly text: string;
}

/** One parsed text: its plain value, and where in the file a path of keys stands. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  locate(path: readonly PropertyKey[]): Place;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface YamlReading {
  /** `text`: every scalar is the text that was written (`1.10`, `true`, nothing at all as ""), for files whose reader in
   *  production knows only from the field what a value is. */
  readonly scalars: "typed" | "text";
  /** Whether `<<` merges, as it did in YAML 1.1. */
  readonly merges: boolean;
}

const PLAIN: YamlReading = { scalars: "typed", merges: false };

/** @throws InputError when the text is not one well-formed YAML document. */
export function parseYaml(
  { file, text }: YamlSource,
  { scalars, merges }: YamlReading = PLAIN,
): YamlDocument {
  if (text.length > MAX_TEXT_BYTES) {
    throw problem(file, `${text.length} characters; at most ${MAX_TEXT_BYTES} are read`);
  }
  if (text.includes("\0")) throw problem(file, "expected a text, found zero bytes");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: "1.2",
    merge: merges,
    ...(scalars === "text" ? { schema: "failsafe" } : {}),
  });
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.slice(0, MOST_SYNTAX_ERRORS).map(({ message, pos }) => {
        const { line, col } = lines.linePos(pos[0]);
        const firstLine = (message.split("\n")[0] as string).replace(/ at line \d+, column \d+:?$/, "");
        return { file, line, column: col, message: `not valid YAML: ${firstLine}` };
      }),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw problem(file, `not readable YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { file, value, locate: (path) => ({ file, ...locate(document, lines, path) }) };
}

export interface DocumentCheck {
  /** Whether fields that the schema does not know are passed over. */
  readonly ignoresUnknown: boolean;
}

/** @throws InputError naming every place that does not fit the schema and what was expected there. */
export function checkDocument<Value>(
  document: YamlDocument,
  schema: ZodType<Value>,
  { ignoresUnknown }: DocumentCheck = { ignoresUnknown: false },
): Value {
  let parsed = schema.safeParse(document.value);
  if (!parsed.success && ignoresUnknown)
    parsed = schema.safeParse(withoutUnknown(document.value, parsed.error.issues.flatMap(explained)));
  if (parsed.success) return parsed.data;
  const problems: InputProblem[] = parsed.error.issues.flatMap(explained).map((issue) => {
    const unknownKey = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
    const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
    const where = path.map(String).join(".");
    return {
      ...document.locate(path),
      message: where === "" ? wordingOf(issue) : `${where}: ${wordingOf(issue)}`,
    };
  });
  throw new InputError(problems);
}

function withoutUnknown(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(value);
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    const holder = issue.path.reduce<unknown>(
      (inner, key) => (inner as Readonly<Record<PropertyKey, unknown>>)[key],
      copy,
    );
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key];
  }
  return copy;
}

/** What is not there is called missing, not "undefined". */
const wordingOf = ({ message }: z.core.$ZodIssue): string =>
  message.replace(
    /^Invalid input: expected (.+), received undefined$/,
    "missing; expected a value of type $1",
  );

/** Of a value that may take several forms, what is wrong with the one that was meant: the only one of its type. */
function explained(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const ofItsType = issue.errors.filter(
    (form) => !form.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  const [meant] = ofItsType;
  if (meant === undefined || ofItsType.length > 1) return [issue];
  return meant.flatMap((inner) => explained({ ...inner, path: [...issue.path, ...inner.path] }));
}

function problem(file: string, message: string): InputError {
  return new InputError([{ file, line: null, column: null, message }]);
}

/** The place of the deepest part of the path that exists: a missing key is reported at its parent. */
function locate(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): { line: number; column: number } {
  let node: Node | null = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = (node as YAMLMap).items.find(
        (item) => String((item.key as { value?: unknown })?.value) === String(key),
      );
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)] as Node | undefined;
      if (item === undefined) break;
      node = item;
      offset = item.range?.[0] ?? offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
