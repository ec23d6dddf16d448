/** Files of log lines made up for `log-patterns.ts`: about 120 bytes a line, templates in Zipf-like shares, ids in every
 *  line. The same arguments give the same bytes. */

import { closeSync, openSync, writeSync } from "node:fs";

export interface MadeUpLog {
  readonly lines: number;
  readonly templates: number;
  /** Of the lines; the others are INFO. */
  readonly errorShare: number;
}

export interface MadeUpCounts {
  readonly errors: number;
  /** Words that stand in every line of the commonest template and in no other's. */
  readonly commonest: string;
  readonly commonestCount: number;
  /** That have a line. */
  readonly templates: number;
}

const REPOS = [
  "risk-engine",
  "compliance-service",
  "ledger-sync",
  "claims-intake",
  "pricing-api",
  "kyc-checks",
];
const SUBJECTS = [
  "upstream",
  "provider",
  "connection",
  "schema",
  "payload",
  "session",
  "router",
  "validator",
  "pool",
];
const VERBS = ["refused", "timed out", "rejected", "dropped", "exceeded", "missing", "overloaded", "expired"];
const OBJECTS = [
  "request",
  "response",
  "checkout",
  "handshake",
  "token",
  "batch",
  "message",
  "transaction",
  "lease",
];
const STATUSES = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504, 529];
const BUFFER_BYTES = 1_048_576;
const LONGEST_LINE = 512;

/** Templates differ by words and statuses, which masking keeps. */
function fixedWords(template: number): string {
  const pick = <T>(items: readonly T[], step: number): T =>
    items[Math.floor(template / step) % items.length] as T;
  const name = [template % 26, Math.floor(template / 26) % 26, Math.floor(template / 676) % 26]
    .map((letter) => String.fromCharCode(97 + letter))
    .join("");
  return `${pick(SUBJECTS, 1)} ${name} ${pick(VERBS, 3)} ${pick(OBJECTS, 5)} status ${pick(STATUSES, 2)}`;
}

export function writeLog(file: string, { lines, templates, errorShare }: MadeUpLog): MadeUpCounts {
  let state = 0x2545f491;
  const draw = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const hex = (): string => draw().toString(16).padStart(8, "0");
  const shares: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= templates; rank += 1) {
    total += 1 / rank;
    shares.push(total);
  }
  const counts = new Array<number>(templates).fill(0);
  const words = counts.map((_, template) => fixedWords(template));
  // The commonest must not be the one that comes first.
  const templateOfRank = (rank: number): number => templates - 1 - rank;
  const pickTemplate = (): number => {
    const sought = (draw() / 0x1_0000_0000) * total;
    let low = 0;
    let high = templates - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shares[middle] as number) < sought) low = middle + 1;
      else high = middle;
    }
    return templateOfRank(low);
  };
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const descriptor = openSync(file, "w");
  let used = 0;
  let errors = 0;
  for (let line = 0; line < lines; line += 1) {
    const second = String(Math.floor(line / 1_000) % 60).padStart(2, "0");
    const minute = String(Math.floor(line / 60_000) % 60).padStart(2, "0");
    const hour = String(Math.floor(line / 3_600_000)).padStart(2, "0");
    const repo = REPOS[draw() % REPOS.length] as string;
    const isError = draw() / 0x1_0000_0000 < errorShare;
    const head = `2025-11-28T${hour}:${minute}:${second}.${String(line % 1_000).padStart(3, "0")}Z pod-${hex()}`;
    let rest: string;
    if (isError) {
      const template = pickTemplate();
      counts[template] = (counts[template] as number) + 1;
      errors += 1;
      rest = `ERROR repo=${repo} ${words[template]} after ${draw() % 60_000}ms id=${hex()}`;
    } else
      rest = `INFO repo=${repo} flow=${hex()}${hex()} step ${draw() % 9} took ${draw() % 9_000}ms and on`;
    used += buffer.write(`${head} ${rest}\n`, used, "latin1");
    if (used > BUFFER_BYTES - LONGEST_LINE) {
      writeSync(descriptor, buffer, 0, used);
      used = 0;
    }
  }
  writeSync(descriptor, buffer, 0, used);
  closeSync(descriptor);
  const commonestCount = Math.max(...counts);
  return {
    errors,
    commonest: words[counts.indexOf(commonestCount)] as string,
    commonestCount,
    templates: counts.filter((count) => count > 0).length,
  };
}
