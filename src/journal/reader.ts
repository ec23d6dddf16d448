/** Reads a journal back: checks the chain block by block, the numbering, and each record's outer shape.
 *  Damage is bad input and names the place; a torn tail (an interrupted write) is cut off and said, and what stands
 *  before it can be replayed. */

import { InputError } from "../input-error.ts";
import { FORMAT_VERSION, type Header, type JournalRecord, type RecordKind, type RecordOf } from "./record.ts";
import { chainDigest } from "./writer.ts";

export interface Journal {
  readonly header: RecordOf<"header">;
  readonly records: readonly JournalRecord[];
  /** Digest of the last whole block. */
  readonly sha256: string;
  /** How many records a digest covers: all of them, unless the run was interrupted. */
  readonly covered: number;
  /** No `end` record: the run was interrupted. */
  readonly interrupted: boolean;
  /** What had to be cut off at the end; null when nothing. */
  readonly repair: string | null;
}

const KINDS: Readonly<Record<RecordKind, true>> = {
  header: true,
  event: true,
  outcome: true,
  effect: true,
  truth: true,
  note: true,
  end: true,
  chain: true,
};

/** What every reader of a journal relies on. */
const HEADER_LIKE = {
  format: 1,
  mode: "drill",
  player: "",
  epoch: "",
  roster: {},
  runbook: {},
  rules: [],
} satisfies Partial<Record<keyof Header, unknown>>;
const HEADER_MEMBERS = Object.keys(HEADER_LIKE) as readonly (keyof typeof HEADER_LIKE)[];

const damaged = (file: string, line: number | null, message: string): InputError =>
  new InputError([{ file, line, column: line === null ? null : 1, message }]);

/** @throws InputError when the text is no journal, or one that was changed. */
export function readJournal(file: string, text: string): Journal {
  if (text.trim() === "") throw damaged(file, null, "the journal is empty");
  const lines = text.split("\n");
  const tornLine = lines.pop();
  let repair: string | null =
    tornLine === "" || tornLine === undefined
      ? null
      : `the last line was cut short (${tornLine.length} characters); it is left out`;
  const records: JournalRecord[] = [];
  let digest = "";
  let blockStart = 0;
  let chained = 0;
  for (const [index, line] of lines.entries()) {
    const record = parseRecord(file, index, line);
    if (record === null) {
      if (index < lines.length - 1)
        throw damaged(file, index + 1, "this line is no journal record: the journal was changed or damaged");
      repair = "the last line is no whole record; it is left out";
      break;
    }
    if (record.seq !== index) {
      throw damaged(
        file,
        index + 1,
        `expected record ${index}, found ${record.seq}: records are missing or out of order`,
      );
    }
    records.push(record);
    if (record.record !== "chain") continue;
    const block = `${lines.slice(blockStart, index).join("\n")}\n`;
    digest = chainDigest(digest, block);
    const isAsWritten =
      digest === record.sha256 &&
      Buffer.byteLength(block) === record.bytes &&
      records[index - 1]?.at === record.at;
    if (!isAsWritten) {
      throw damaged(
        file,
        blockStart + 1,
        `records ${blockStart} to ${index - 1} do not match their digest: the journal was changed or damaged`,
      );
    }
    blockStart = index + 1;
    chained = index + 1;
  }
  return assemble(file, records, digest, chained, repair);
}

function assemble(
  file: string,
  records: readonly JournalRecord[],
  sha256: string,
  chained: number,
  repair: string | null,
): Journal {
  const [header] = records;
  if (header === undefined || header.record !== "header") {
    throw damaged(file, 1, "expected the header of a Firedrill journal in the first line");
  }
  if (header.format > FORMAT_VERSION) {
    throw damaged(
      file,
      1,
      `the journal has format ${header.format}; this version reads up to ${FORMAT_VERSION}`,
    );
  }
  const missing = HEADER_MEMBERS.filter((member) => typeof header[member] !== typeof HEADER_LIKE[member]);
  if (missing.length > 0) throw damaged(file, 1, `the header lacks ${missing.join(", ")}`);
  const end = records.findIndex(({ record }) => record === "end");
  const unchained = records.length - chained;
  const ended = end >= 0;
  if (ended && unchained > 0)
    throw damaged(
      file,
      chained + 1,
      "the last block has no digest although the journal has an end: its tail was cut off",
    );
  return {
    header,
    records,
    sha256,
    covered: chained,
    interrupted: !ended,
    repair:
      repair ?? (ended ? null : "the journal has no end: the run was interrupted, and is replayed so far"),
  };
}

function parseRecord(file: string, index: number, line: string): JournalRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    if (index === 0) throw damaged(file, 1, "expected a Firedrill journal (JSON Lines)");
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { seq, at, record } = value as { seq?: unknown; at?: unknown; record?: unknown };
  if (
    typeof seq !== "number" ||
    typeof at !== "number" ||
    typeof record !== "string" ||
    !Object.hasOwn(KINDS, record)
  ) {
    if (index === 0) throw damaged(file, 1, "expected the header of a Firedrill journal in the first line");
    return null;
  }
  return value as JournalRecord;
}

/** The records of one kind, in order. */
export function recordsOf<Kind extends RecordKind>(
  records: readonly JournalRecord[],
  kind: Kind,
): readonly RecordOf<Kind>[] {
  return records.filter((entry): entry is RecordOf<Kind> => entry.record === kind);
}
