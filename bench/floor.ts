/** The floor under a drill: a bare loop that makes the same number of events, log lines and bytes of journal, and
 *  nothing else: no world, no order among the events, no responder, no scoring. Lines and records have the shapes that
 *  a drill's have, made in the plainest way. What a drill costs beyond it is what it computes.
 *  `node bench/floor.ts` prints it for the workload of a 90-minute drill; other benchmarks import `runFloor`. */

import { hash } from "node:crypto";
import alea from "seedrandom/lib/alea.js";
import { median } from "./median.ts";

export interface Workload {
  /** Entries of the event queue. */
  readonly queueEntries: number;
  readonly logLines: number;
  /** Characters of all log lines together. */
  readonly logCharacters: number;
  readonly records: number;
  readonly journalBytes: number;
}

const BLOCK = 65_536;
const LINES_A_BATCH = 4;
const START = Date.UTC(2025, 10, 28, 14);
const REPOSITORIES = [
  "financial-reporting",
  "customer-analytics",
  "risk-engine",
  "inventory-mgmt",
  "claims-intake",
];
const MESSAGE =
  "what a program prints when it works as usual, and now and then when it fails as programs do ".repeat(6);

/** Returns the last digest, so that nothing can be optimised away. */
export function runFloor({ queueEntries, logLines, logCharacters, records, journalBytes }: Workload): string {
  const draw = alea("floor");
  const events: { dueAt: number; sequence: number; value: number }[] = [];
  for (let sequence = 0; sequence < queueEntries; sequence += 1)
    events.push({ dueAt: sequence * 7, sequence, value: draw() });
  const perLine = Math.max(80, Math.round(logCharacters / Math.max(1, logLines)));
  const batches = Math.ceil(logLines / LINES_A_BATCH);
  let block = "";
  let digest = "";
  let bytes = 0;
  let made = 0;
  const write = (record: object): void => {
    const line = `${JSON.stringify(record)}\n`;
    bytes += line.length;
    block += line;
    if (block.length < BLOCK) return;
    digest = hash("sha256", digest + block, "hex");
    block = "";
  };
  for (let seq = 0; seq < batches; seq += 1) {
    const lines: string[] = [];
    for (let index = 0; index < LINES_A_BATCH && made < logLines; index += 1) {
      const at = new Date(START + made * 700).toISOString();
      const head = `${at} INFO router repo=${REPOSITORIES[made % 5]} flow=${Math.floor(draw() * 0xffffffff).toString(16)} block=extract-1 `;
      lines.push(head + MESSAGE.slice(0, Math.max(0, perLine - head.length)));
      made += 1;
    }
    write({
      seq,
      record: "event",
      at: seq * 100,
      incidentId: null,
      kind: "log-batch",
      pod: "flowengine-5-abcd",
      cursor: made,
      lines,
    });
  }
  // Answers to queries until the other records and the bytes are made: whichever asks for more.
  for (let seq = batches; seq < records || bytes < journalBytes; seq += 1) {
    const samples = REPOSITORIES.map((repo) => ({ labels: { repo }, value: draw() * 100 }));
    write({
      seq,
      record: "outcome",
      at: seq * 100,
      incidentId: null,
      kind: "outcome",
      effectId: `E${seq}`,
      outcome: { status: "done", reading: { of: "vector", samples } },
    });
  }
  return hash("sha256", digest + block + events.length, "hex");
}

const TYPICAL: Workload = {
  queueEntries: 12_600,
  logLines: 5_000,
  logCharacters: 725_000,
  records: 4_000,
  journalBytes: 1_800_000,
};

if (import.meta.main) {
  const times: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    const startedAt = performance.now();
    runFloor(TYPICAL);
    times.push(performance.now() - startedAt);
  }
  console.log(
    `floor (12,600 events, 5,000 log lines, 1.8 MB of journal): ${median(times.slice(20)).toFixed(1)} ms (median)`,
  );
}
