/** docs/ci.md: its workflow is one, its scripts do what it says they do, and it names no option that there is not. */

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { CampaignDocument } from "../../src/campaign/document.ts";
import { ROOT } from "../../src/cli/library.ts";
import { firedrill } from "../cli/listening-console.ts";
import { scratchFolder, shippedText } from "../cli/scratch-folder.ts";

const TEXT = shippedText("docs/ci.md");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<"drills" | "gate", Job>>;
}

const [, workflowText = ""] = /```yaml\n([\s\S]*?)```/.exec(TEXT) ?? [];
const workflow = parse(workflowText) as Workflow;
const { drills, gate } = workflow.jobs;

describe("the workflow", () => {
  it("has jobs of steps that each do one thing, by actions of a version", () => {
    expect(Object.keys(workflow.jobs)).toEqual(["drills", "gate"]);
    expect(gate.needs).toBe("drills");
    for (const { uses, run } of [...drills.steps, ...gate.steps]) {
      expect([uses, run].filter((part) => part !== undefined)).toHaveLength(1);
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
    }
  });

  it("plays as many shards as it says", () => {
    const { shard = [] } = drills.strategy?.matrix ?? {};
    expect(drills.env?.["SHARD"]).toBe(`\${{ matrix.shard }}/${shard.length}`);
    expect(shard).toEqual(shard.map((_, index) => index + 1));
  });

  it("puts nothing into a script that somebody else could have written", () => {
    for (const { run } of [...drills.steps, ...gate.steps]) expect(run ?? "").not.toContain("${{");
  });
});

describe("the options it names", () => {
  const commands = [...TEXT.matchAll(/npx firedrill ([a-z]+)([^\n`>]*)/g)].map(
    ([, verb = "", words = ""]) => ({
      verb,
      options: [...words.matchAll(/--[a-z-]+/g)].map(([option]) => option),
    }),
  );

  it("are there to be checked", () => {
    expect(new Set(commands.map(({ verb }) => verb))).toEqual(
      new Set(["campaign", "run", "merge", "compare"]),
    );
    expect(commands.flatMap(({ options }) => options).length).toBeGreaterThan(20);
  });

  it.each(commands)("$verb has $options", async ({ verb, options }) => {
    const { out } = await firedrill(verb, "--help");
    for (const option of options) expect(out).toMatch(new RegExp(`^ +${option}\\b`, "m"));
  });

  it("are there, wherever they are mentioned", async () => {
    const helps = await Promise.all(
      ["campaign", "merge", "compare"].map(async (verb) => (await firedrill(verb, "--help")).out),
    );
    const mentioned = new Set(
      [...TEXT.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, option]) => option as string),
    );
    expect(mentioned.size).toBeGreaterThan(3);
    for (const option of mentioned)
      expect(
        helps.some((help) => help.includes(option)),
        option,
      ).toBe(true);
  });
});

describe("the scripts", () => {
  const folder = scratchFolder();
  const summary = folder.at("summary.md");
  const TIME_LIMIT_MS = 240_000;

  const scriptOf = (job: Job, name: string): string => {
    const run = job.steps.find((step) => step.name === name)?.run;
    if (run === undefined) throw new Error(`no step is called ${name}`);
    return run;
  };

  /** As the runner does: `bash -e`, in the checkout. One seed is enough to see that the parts fit. */
  function runs(script: string, environment: Readonly<Record<string, string>> = {}) {
    const { status, stderr } = spawnSync("bash", ["-e", "-c", script], {
      cwd: folder.path,
      encoding: "utf8",
      env: {
        ...workflow.env,
        SEEDS: "1",
        GITHUB_STEP_SUMMARY: summary,
        ...environment,
        PATH: `${folder.at("bin")}${delimiter}${process.env["PATH"]}`,
      },
    });
    return { status, stderr };
  }

  beforeAll(() => {
    for (const name of ["bin", "shards", "baseline"]) mkdirSync(folder.at(name));
    symlinkSync(join(ROOT, "test"), folder.at("test"));
    const program = join(ROOT, "src", "cli", "firedrill.ts");
    // `npx firedrill` without the build.
    writeFileSync(folder.at("bin/npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`, {
      mode: 0o755,
    });
    for (const shard of drills.strategy?.matrix.shard ?? []) {
      const inMatrix = (text = ""): string => text.replace(/\$\{\{ matrix\.shard \}\}/g, String(shard));
      const [SHARD, RESULT] = [inMatrix(drills.env?.["SHARD"]), inMatrix(drills.env?.["RESULT"])];
      const played = runs(scriptOf(drills, "Play this shard"), { SHARD, RESULT });
      expect(played.status, played.stderr).toBe(0);
      copyFileSync(folder.at(RESULT), folder.at(`shards/${RESULT}`));
    }
  }, TIME_LIMIT_MS);

  const JOIN = scriptOf(gate, "Join the shards, and hold them against the baseline");
  const result = (): CampaignDocument =>
    JSON.parse(readFileSync(folder.at("result.json"), "utf8")) as CampaignDocument;

  it(
    "see that the canary fails, and that one that does not is noticed",
    () => {
      const canary = scriptOf(drills, "The canary must fail");
      expect(runs(canary).status).toBe(0);
      const healthy = canary.replace(
        "test/canary/nobody-answers.yaml",
        "control-healthy --player do-nothing",
      );
      expect(healthy).not.toBe(canary);
      expect(runs(healthy).status).toBe(1);
    },
    TIME_LIMIT_MS,
  );

  it(
    "end a shard's job with whatever is no verdict",
    () => {
      const wrong = { SHARD: "4/3", RESULT: "wrong.json" };
      expect(runs(scriptOf(drills, "Play this shard"), wrong).status).toBe(2);
    },
    TIME_LIMIT_MS,
  );

  it(
    "join the shards, and pass where there is no baseline, one that is the same, and fail where it got worse",
    () => {
      expect(runs(JOIN)).toMatchObject({ status: 0 });
      expect(result()).toMatchObject({ shard: null, drills: result().scenarios.length });
      expect(existsSync(folder.at("junit.xml"))).toBe(true);
      expect(readFileSync(summary, "utf8")).toMatch(/^## EXERCISE/);

      renameSync(folder.at("result.json"), folder.at("baseline/result.json"));
      expect(runs(JOIN)).toMatchObject({ status: 0 });
      expect(readFileSync(folder.at("comment.md"), "utf8")).toContain("Identical to the baseline");

      for (const shard of [1, 2, 3]) {
        const path = folder.at(`shards/shard-${shard}.json`);
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replaceAll('"verdict":"pass"', '"verdict":"fail"'));
      }
      const worse = runs(JOIN);
      expect(worse.status).toBe(1);
      expect(worse.stderr).toMatch(/^::error title=EXERCISE%3A worse than the baseline::/m);
      expect(readFileSync(folder.at("comment.md"), "utf8")).toContain("**WORSE than the baseline");
    },
    TIME_LIMIT_MS,
  );
});
