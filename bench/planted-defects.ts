/** Defects planted in a copy of the responder must be caught: each is put into the sources, the same drills are played
 *  by the sound and by the defective copy, and the gate of `campaign --baseline … --fail-on worse` must say worse.
 *  A defect that is not found, a gate that fails on the sound copy, or a planting that no longer fits the sources ends
 *  with exit 1. Bounded: a minute or two.
 *  Usage: node bench/planted-defects.ts [SEEDS] [DEFECT,…]   (default 40, all of them) */

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../src/cli/library.ts";

interface Planting {
  readonly file: string;
  readonly sound: string;
  readonly defective: string;
}

interface Defect {
  readonly id: string;
  readonly what: string;
  /** Where it must show. */
  readonly scenarios: readonly string[];
  readonly plantings: readonly Planting[];
}

const DEFECTS: readonly Defect[] = [
  {
    id: "skip-consultations",
    what: "recommends without having consulted anybody",
    scenarios: ["model-api-outage", "schema-and-quota"],
    plantings: [
      {
        file: "src/responder/decide.ts",
        sound: "  consult(turn, incident);\n",
        defective: "",
      },
      {
        file: "src/responder/decide.ts",
        sound: "return entry === undefined ? waited : entry.opinion !== null;",
        defective: "return true || waited || entry?.opinion;",
      },
    ],
  },
  {
    id: "undo-to-previous",
    what: "undoes the deployment to the previous revision, whatever that is",
    scenarios: ["schema-breaking-change"],
    plantings: [
      { file: "src/responder/steps.ts", sound: 'if (to === "previous")', defective: 'if (to !== "nowhere")' },
    ],
  },
  {
    id: "ignore-pilot",
    what: "does not see that the pilot is affected",
    scenarios: ["pilot-affected"],
    plantings: [
      {
        file: "src/responder/facts.ts",
        sound: "affected[responder.runbook.environment.pilotRepo] !== undefined",
        defective: "affected[responder.runbook.environment.pilotRepo] === null",
      },
    ],
  },
];

const [seeds = "40", chosen] = process.argv.slice(2);
const defects = chosen === undefined ? DEFECTS : DEFECTS.filter(({ id }) => chosen.split(",").includes(id));
if (defects.length === 0 || !/^[1-9]\d*$/.test(seeds)) {
  console.error(`expected a number of seeds and some of ${DEFECTS.map(({ id }) => id).join(", ")}`);
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), "firedrill-defects-"));

function copyOfProduct(name: string): string {
  const copy = join(work, name);
  for (const part of ["src", "ui", "runbooks", "scenarios", "package.json"])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

function plant(copy: string, { file, sound, defective }: Planting): void {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(sound).length !== 2) throw new Error(`${file} no longer has "${sound.trim()}" once`);
  writeFileSync(path, text.replace(sound, defective));
}

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function campaign(copy: string, scenarios: readonly string[], more: readonly string[]): Ran {
  const program = [join(copy, "src/cli/firedrill.ts"), "campaign", ...scenarios, "--seeds", seeds, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    cwd: copy,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { status, out: stdout, err: stderr };
}

let missed = 0;
const judge = (holds: boolean): string => {
  if (!holds) missed += 1;
  return holds ? "" : "  <- NOT AS IT MUST BE";
};

try {
  const sound = copyOfProduct("sound");
  console.log(`seeds 1..${seeds} of each scenario, runbook 1.1, no chaos\n`);
  for (const { id, what, scenarios, plantings } of defects) {
    const baseline = join(work, `${id}.json`);
    const before = campaign(sound, scenarios, ["--json"]);
    writeFileSync(baseline, before.out);
    const gate = ["--baseline", baseline, "--fail-on", "worse"];
    const control = campaign(sound, scenarios, gate);
    const defective = copyOfProduct(id);
    for (const planting of plantings) plant(defective, planting);
    const after = campaign(defective, scenarios, gate);
    // A guard that the defect breaks is found as our own defect.
    const found = after.status === 1 || after.status === 70;
    console.log(`${id}: ${what} (${scenarios.join(", ")})`);
    console.log(`  sound copy against itself: exit ${control.status}${judge(control.status === 0)}`);
    console.log(`  defective copy: exit ${after.status}${judge(found)}`);
    for (const line of `${after.out}\n${after.err}`.split("\n"))
      if (/worse|broken|GATE/i.test(line)) console.log(`    ${line.trim()}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(missed === 0 ? "\nevery planted defect was caught" : `\n${missed} check(s) failed`);
process.exitCode = missed === 0 ? 0 : 1;
