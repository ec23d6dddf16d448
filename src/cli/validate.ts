/** `firedrill validate`: checks files of every kind the product reads. The kind is told by what the file holds. */

import { dirname, join, resolve } from "node:path";
import { formatProblem, InputError, type InputProblem } from "../input-error.ts";
import { readJournal } from "../journal/reader.ts";
import { parseRuleFile } from "../rules/rule-file.ts";
import { signaturesSchema } from "../runbook/schema.ts";
import { loadRubric } from "../scoring/rubric.ts";
import { loadScenario } from "../simulator/scenario.ts";
import { checkDocument, parseYaml, type YamlSource } from "../yaml-document.ts";
import { type Console, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { findRunbook, findScenario, readSource } from "./library.ts";

export interface ValidateOptions {
  readonly json?: boolean;
}

interface Checked {
  readonly file: string;
  readonly kind: string | null;
  readonly what: string | null;
  readonly problems: readonly InputProblem[];
}

export function validate(console: Console, files: readonly string[], { json }: ValidateOptions): ExitCode {
  const checked = files.map(check);
  const bad = checked.some(({ problems }) => problems.length > 0);
  if (json === true) {
    say(
      console,
      JSON.stringify({
        schemaVersion: 1,
        files: checked.map((entry) => ({ ...entry, valid: entry.problems.length === 0 })),
      }),
    );
    return bad ? EXIT.badInput : EXIT.passed;
  }
  for (const { file, kind, what, problems } of checked) {
    if (problems.length === 0) say(console, `${file}: ${kind} ${what}: valid`);
    else for (const problem of problems) say(console, formatProblem(problem));
  }
  return bad ? EXIT.badInput : EXIT.passed;
}

function check(file: string): Checked {
  try {
    const source = { ...readSource(resolve(file)), file };
    return { file, ...identify(source), problems: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, kind: null, what: null, problems: error.problems };
  }
}

/** @throws InputError */
function identify(source: YamlSource): { kind: string; what: string } {
  const { file, text } = source;
  if (text.startsWith('{"seq":0')) {
    const { header, records, repair } = readJournal(file, text);
    return {
      kind: "journal",
      what: `of ${header.mode}, ${records.length} records${repair === null ? "" : ` (${repair})`}`,
    };
  }
  const document = parseYaml(source);
  const keys =
    typeof document.value === "object" && document.value !== null ? Object.keys(document.value) : [];
  if (keys.includes("groups")) {
    const { groups } = parseRuleFile(source);
    return {
      kind: "rule file",
      what: `with ${groups.reduce((sum, { rules }) => sum + rules.length, 0)} rule(s)`,
    };
  }
  if (keys.includes("signatures")) {
    const { id, signatures } = checkDocument(document, signaturesSchema);
    return { kind: "signatures", what: `${id}, ${signatures.length} entries` };
  }
  if (keys.includes("causes") || keys.includes("detection")) {
    const { runbook, rules } = findRunbook(
      isPath(file) ? file : join(".", file).startsWith("/") ? file : `./${file}`,
    );
    parseRuleFile(rules);
    return { kind: "runbook", what: `${runbook.id} ${runbook.version}` };
  }
  if (keys.includes("weights") || keys.includes("zero"))
    return { kind: "rubric", what: loadRubric(source).id };
  if (keys.includes("fleet") || keys.includes("extends") || keys.includes("faults")) {
    const { read } = findScenario(join(dirname(resolve(file)), file.split("/").at(-1) ?? file));
    return { kind: "scenario", what: loadScenario(source, read).id };
  }
  throw new InputError([
    {
      file,
      line: 1,
      column: 1,
      message:
        "expected a scenario, a runbook, a rubric, signatures, a Prometheus rule file or a journal; its keys fit none of them",
    },
  ]);
}

const isPath = (name: string): boolean =>
  name.includes("/") || name.endsWith(".yaml") || name.endsWith(".yml");
