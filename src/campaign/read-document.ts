/** Reads a campaign's document back: of this version, whole, and undamaged. Complaints are placed at file:line:column.
 *  What is derived (rates, quantiles, findings) is made anew from the drills, so that a document cannot say other than
 *  they do. */

import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { InputError, type InputProblem } from "../input-error.ts";
import { campaignDigest } from "./digest.ts";
import { type CampaignDocument, campaignDocument, SCHEMA_VERSION } from "./document.ts";
import { documentSchema } from "./document-schema.ts";

const MOST_PROBLEMS = 5;
const ORIGIN = "what `firedrill campaign --json` or `merge --json` printed";

/** @throws InputError */
export function readCampaignDocument(file: string, text: string): CampaignDocument {
  const source: Source = { file, text };
  const value = parseJson(source);
  checkVersion(source, value);
  checkShape(source, value);
  // Taken as it stands, not as the schema gives it back: a document that is read and written again stays the same text.
  const { identity, results, timing, shard, digest } = value as CampaignDocument;
  const known = new Set(identity.scenarios.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { scenario, seed }] of results.entries()) {
    if (!known.has(scenario))
      throw complaint(
        source,
        ["results", index, "scenario"],
        `"${scenario}" is not among identity.scenarios`,
      );
    const drill = `${scenario} ${seed}`;
    if (seen.has(drill)) throw complaint(source, ["results", index], `${drill} is there twice`);
    seen.add(drill);
  }
  if (campaignDigest(results) !== digest)
    throw complaint(source, ["digest"], "it is not that of the results: the document was changed or damaged");
  return campaignDocument(identity, results, timing, shard);
}

interface Source {
  readonly file: string;
  readonly text: string;
}

type Path = readonly (string | number)[];

/** Only a text at fault is parsed for its places: that takes several times as long. */
function parseJson(source: Source): unknown {
  try {
    return JSON.parse(source.text);
  } catch {
    const errors: ParseError[] = [];
    parseTree(source.text, errors, { disallowComments: true });
    const [first] = errors;
    const what =
      first === undefined ? "" : `: ${printParseErrorCode(first.error).replace(/(?<=[a-z])(?=[A-Z])/g, " ")}`;
    throw new InputError([
      { ...placeAt(source, first?.offset ?? 0), message: `expected ${ORIGIN}; this is no JSON${what}` },
    ]);
  }
}

function checkVersion(source: Source, value: unknown): void {
  const version =
    typeof value === "object" && value !== null && "schemaVersion" in value ? value.schemaVersion : undefined;
  if (version === SCHEMA_VERSION) {
    if (!("verdict" in (value as object))) return;
    throw complaint(source, [], `expected ${ORIGIN}; this is a single drill's result`);
  }
  if (version === undefined) throw complaint(source, [], `expected ${ORIGIN}; this has no schemaVersion`);
  const message = `expected ${SCHEMA_VERSION}, which this version of firedrill reads, found ${JSON.stringify(version)}: play the campaign again`;
  throw complaint(source, ["schemaVersion"], message);
}

function checkShape(source: Source, value: unknown): void {
  const { success, error } = documentSchema.safeParse(value);
  if (success) return;
  throw new InputError(
    error.issues
      .slice(0, MOST_PROBLEMS)
      .flatMap(
        ({ path, message }) =>
          complaint(source, path as Path, message.replace(/^Invalid (?:input|option): /, "")).problems,
      ),
  );
}

function complaint(source: Source, path: Path, message: string): InputError {
  const where = path.join(".");
  const problem: InputProblem = {
    ...placeOf(source, path),
    message: where === "" ? message : `${where}: ${message}`,
  };
  return new InputError([problem]);
}

/** A missing key is placed at the object that lacks it. */
function placeOf(source: Source, path: Path): Omit<InputProblem, "message"> {
  const root = parseTree(source.text);
  for (let length = path.length; root !== undefined && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return placeAt(source, node.offset);
  }
  return placeAt(source, root?.offset ?? 0);
}

function placeAt({ file, text }: Source, offset: number): Omit<InputProblem, "message"> {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { file, line: before.split("\n").length, column: offset - lineStart + 1 };
}
