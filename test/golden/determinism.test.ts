/** The same scenario, seed, runbook and rubric give the same bytes of journal: again in this process, in a fresh
 *  process, in a worker, and as committed. (Another Node major: `.ci/run`.) */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { ROOT, scenarioNames } from "../../src/cli/library.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { play } from "../fixtures/stage.ts";
import { digests, sampleReport } from "./golden.ts";

const committed = (): string => readFileSync(join(ROOT, "test/golden/digests.txt"), "utf8").trim();

describe("every scenario's journal", () => {
  it("is the same twice in one process, and as committed", async () => {
    const first = (await digests()).join("\n");
    expect((await digests()).join("\n")).toBe(first);
    expect(first.split("\n").length).toBeGreaterThanOrEqual(19);
    expect(first, "npm run golden shows what changed").toBe(committed());
  });

  it("is the same in a fresh process", () => {
    const script = join(ROOT, "test/golden/print-digests.ts");
    expect(execFileSync(process.execPath, [script], { encoding: "utf8", timeout: 120_000 }).trim()).toBe(committed());
  });

  it("is the same in a worker", async () => {
    const worker = new Worker(join(ROOT, "test/golden/digest-worker.ts"));
    const lines = await new Promise<readonly string[]>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    expect(lines.join("\n")).toBe(committed());
  });

  it("differs from seed to seed", async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 5; seed += 1) seen.add((await play({ seed })).journal.sha256);
    expect(seen.size).toBe(5);
  });

  it("holds no wall time, host or path of the machine that made it", async () => {
    const { text } = await play({ seed: 1 });
    const { header } = readJournal("a.jsonl", text);
    expect(header.epoch).toBe("2025-11-28T14:00:00Z");
    expect(text).not.toContain(ROOT);
    expect(text).not.toContain(`${new Date().getUTCFullYear()}-${String(new Date().getUTCMonth() + 1).padStart(2, "0")}-${String(new Date().getUTCDate()).padStart(2, "0")}`);
  });

  it("counts its draws by stream, so that a divergence can name its first stream", async () => {
    const [a, b] = [await play({ seed: 1 }), await play({ seed: 1 })];
    expect(a.work.draws).toEqual(b.work.draws);
    expect(a.work.draws.length).toBeGreaterThan(30);
  });
});

describe("the committed sample reports", () => {
  it.each(scenarioNames())("%s is what the product writes now", async (scenario) => {
    const files = await sampleReport(scenario);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const { name, text } of files) {
      expect(readFileSync(join(ROOT, "reports", scenario, name), "utf8"), "npm run golden shows what changed").toBe(text);
      expect(text.includes("EXERCISE") || text.includes('"exercise": true') || name.startsWith("exercise_"), `${scenario}/${name} says EXERCISE`).toBe(true);
    }
  });
});
