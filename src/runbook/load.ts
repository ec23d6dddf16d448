/** Runbook files to runbooks: schema-checked, with the signatures they name, and without the provenance that only
 *  documents need. Texts come in; `read` finds the files a runbook names, by paths relative to it. */

import { InputError } from "../input-error.ts";
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
  const { signatures } = checkDocument(parseYaml(read(file.diagnosis.signatures)), signaturesSchema);
  // Where a signature comes from is documentation; every journal carries the rest.
  return { ...runbook, signatures: signatures.map(({ origin: _origin, ...signature }) => signature) };
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
