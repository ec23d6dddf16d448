/** Runbook files to runbooks: schema-checked, with the signatures they name, and without the provenance that only
 *  documents need. Texts come in; `read` finds the files a runbook names, by paths relative to it. */

import { InputError, type InputProblem } from "../input-error.ts";
import { checkDocument, parseYaml, type YamlSource } from "../yaml-document.ts";
import { type Runbook, runbookSchema, signaturesSchema } from "./schema.ts";

export type ReadNamedFile = (relativePath: string) => YamlSource;

/** @throws InputError naming every place that is not what the schema expects, or contradicts another place. */
export function loadRunbook(source: YamlSource, read: ReadNamedFile): Runbook {
  const document = parseYaml(source);
  const file = checkDocument(document, runbookSchema);
  const problems = crossChecks(file).map(({ path, message }) => ({
    ...document.locate(path),
    message,
  }));
  if (problems.length > 0) throw new InputError(problems);
  const { provenance: _provenance, $schema: _schema, ...runbook } = file;
  return { ...runbook, ...loadSignatures([file.diagnosis.signatures].flat().map(read)) };
}

/** @throws InputError naming what is wrong, and where. */
export function loadSignatures(sources: readonly YamlSource[]): Pick<Runbook, "signatures" | "terms"> {
  const files = sources.map((source) => {
    const document = parseYaml(source);
    return { document, ...checkDocument(document, signaturesSchema) };
  });
  const terms: Record<string, readonly string[]> = {};
  const seen = new Set<string>();
  const problems: InputProblem[] = [];
  for (const { document, terms: own = {} } of files) {
    for (const [name, phrases] of Object.entries(own)) {
      if (Object.hasOwn(terms, name))
        problems.push({
          ...document.locate(["terms", name]),
          message: `the terms "${name}" are listed twice`,
        });
      terms[name] = phrases;
    }
  }
  for (const { document, signatures } of files) {
    signatures.forEach(({ id, words = [], withoutWords = [] }, index) => {
      const complain = (key: string, message: string): void => {
        problems.push({ ...document.locate(["signatures", index, key]), message });
      };
      if (seen.has(id)) complain("id", `the signature "${id}" stands in two files`);
      seen.add(id);
      for (const [key, wordings] of [
        ["words", words],
        ["withoutWords", withoutWords],
      ] as const) {
        for (const wording of wordings.flat()) {
          if (wording.startsWith("@") && !Object.hasOwn(terms, wording.slice(1)))
            complain(key, `there are no terms called "${wording.slice(1)}"`);
        }
      }
    });
  }
  if (problems.length > 0) throw new InputError(problems);
  // Where a signature comes from is documentation; every journal carries the rest.
  const signatures = files.flatMap((file) =>
    file.signatures.map(({ origin: _origin, ...signature }) => signature),
  );
  return { signatures, terms };
}

interface CrossCheck {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a schema cannot say: names that must exist elsewhere in the same file. */
function crossChecks(file: ReturnType<typeof runbookSchema.parse>): readonly CrossCheck[] {
  const found: CrossCheck[] = [];
  const { providers, fallbackModels } = file.environment;
  fallbackModels.forEach(({ provider }, index) => {
    if (providers.includes(provider)) return;
    found.push({
      path: ["environment", "fallbackModels", index, "provider"],
      message: `the provider "${provider}" is not among environment.providers (${providers.join(", ")})`,
    });
  });
  const causes = new Set<string>();
  file.causes.forEach(({ id }, index) => {
    if (causes.has(id))
      found.push({ path: ["causes", index, "id"], message: `the cause "${id}" is described twice` });
    causes.add(id);
  });
  return found;
}
