/** `firedrill validate`: checks files of every kind the product reads. The kind is told by what the file holds. */

import { unreachable } from "../assert.ts";
import { loadChaosPlan } from "../faults/chaos-schema.ts";
import { formatProblem, InputError, type InputProblem } from "../input-error.ts";
import { readJournal } from "../journal/reader.ts";
import { terminalText } from "../report/terminal-text.ts";
import { loadRegexEngine } from "../rules/regex.ts";
import { parseRuleFile } from "../rules/rule-file.ts";
import { parseRuleTestFile } from "../rules/testing/test-file.ts";
import { loadRunbook } from "../runbook/load.ts";
import { signaturesSchema } from "../runbook/schema.ts";
import { loadRubric } from "../scoring/rubric.ts";
import { loadScenario } from "../simulator/scenario.ts";
import { checkDocument, parseYaml, type YamlDocument, type YamlSource } from "../yaml-document.ts";
import { checkRunbook } from "./check-runbook.ts";
import { type Console, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type FileKind, isRuleTests, kindOf } from "./file-kinds.ts";
import { findRubric, readerForRunbook, readerForScenario, readSource, rulesOf } from "./library.ts";

export interface ValidateOptions {
  readonly json?: boolean;
}

interface Checked {
  readonly file: string;
  readonly kind: string | null;
  readonly what: string | null;
  readonly problems: readonly InputProblem[];
}

export async function validate(
  console: Console,
  files: readonly string[],
  { json }: ValidateOptions,
): Promise<ExitCode> {
  // Rule files, and those that runbooks name, may hold any pattern.
  await loadRegexEngine();
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
    // Names and messages may hold a piece of the file, whatever that is.
    if (problems.length === 0) say(console, terminalText(`${file}: ${kind} ${what}: valid`));
    else for (const problem of problems) say(console, terminalText(formatProblem(problem)));
  }
  return bad ? EXIT.badInput : EXIT.passed;
}

function check(file: string): Checked {
  try {
    return { file, ...identify(readSource(file)), problems: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file, kind: null, what: null, problems: error.problems };
  }
}

const isJournal = (text: string): boolean => text.startsWith('{"seq":0');

/** @throws InputError */
function identify(source: YamlSource): { kind: FileKind | "journal" | "rule tests"; what: string } {
  const { file, text } = source;
  if (isJournal(text)) {
    const { header, records, repair } = readJournal(file, text);
    const repaired = repair === null ? "" : ` (${repair})`;
    return { kind: "journal", what: `of ${header.mode}, ${records.length} records${repaired}` };
  }
  const document = parseYaml(source);
  if (isRuleTests(document.value)) {
    const { tests } = parseRuleTestFile(source);
    return { kind: "rule tests", what: `with ${tests.length} test(s)` };
  }
  const kind = kindOf(document.value);
  if (kind === null) throw unknownKind(document);
  return { kind, what: checkKind(kind, source, document) };
}

/** What stands in the file, in a few words.
 *  @throws InputError */
function checkKind(kind: FileKind, source: YamlSource, document: YamlDocument): string {
  const { file } = source;
  switch (kind) {
    case "scenario":
      return checkScenario(source);
    case "runbook": {
      const read = readerForRunbook(file);
      const runbook = loadRunbook(source, read);
      checkRunbook(source, runbook, parseRuleFile(rulesOf(runbook, read)));
      return `${runbook.id} ${runbook.version}`;
    }
    case "rubric":
      return loadRubric(source).id;
    case "signatures": {
      const { id, signatures } = checkDocument(document, signaturesSchema);
      return `${id}, ${signatures.length} entries`;
    }
    case "rule file": {
      const { groups } = parseRuleFile(source);
      return `with ${groups.reduce((sum, { rules }) => sum + rules.length, 0)} rule(s)`;
    }
    case "chaos":
      return `plan ${loadChaosPlan(source).id}`;
    default:
      return unreachable(kind);
  }
}

function checkScenario(source: YamlSource): string {
  const { id, rubric } = loadScenario(source, readerForScenario(source.file));
  try {
    findRubric(rubric, source.file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const place = parseYaml(source).locate(["rubric"]);
    throw new InputError(error.problems.map(({ message }) => ({ ...place, message: `rubric: ${message}` })));
  }
  return id;
}

function unknownKind({ file, value }: YamlDocument): InputError {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const why = isMapping
    ? "its keys fit none of them"
    : value === null
      ? "the file is empty"
      : "it is no mapping of keys";
  const message = `expected a scenario, a runbook, a rubric, signatures, a Prometheus rule file, tests of rules, a chaos plan or a journal; ${why}`;
  return new InputError([{ file, line: 1, column: 1, message }]);
}
