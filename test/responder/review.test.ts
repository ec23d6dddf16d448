/** What is written when it is over: the analysis has the runbook's sections, the log row its nine columns, follow-ups
 *  their owners; and the log stays a table whatever its cells hold. */

import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RUNBOOK } from "../../src/cli/library.ts";
import { incidentDocuments } from "../../src/report/incident-documents.ts";
import type { Effect } from "../../src/responder/effect.ts";
import type { Outcome } from "../../src/responder/event.ts";
import { emptyTrace } from "../../src/scoring/trace.ts";
import { EPOCH, minutes } from "../../src/units.ts";
import {
  anthropicDown,
  Bench,
  FIRING,
  failingBetween,
  OVERLOADED,
  ROSTER,
} from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const COLUMNS = [
  "Date",
  "Incident ID",
  "Severity",
  "Type",
  "Affected Repos",
  "Duration (min)",
  "Root Cause",
  "Resolution",
  "Rollback?",
];
const SECTIONS = [
  "Executive Summary",
  "Timeline",
  "Impact",
  "Root Cause",
  "Contributing Factors",
  "What Went Well",
  "What Went Poorly",
  "Action Items",
  "Prevention",
  "Lessons Learned",
];

/** What metrics answer of the whole incident. */
const WHOLE_INCIDENT: Outcome = {
  status: "done",
  reading: { of: "vector", samples: ["a", "b", "c"].map((repo) => ({ labels: { repo }, value: 8 })) },
};

let bench: Bench;

beforeAll(() => {
  bench = new Bench({
    failing: failingBetween(2, 9),
    probe: anthropicDown,
    tool: (effect) =>
      effect.key.includes("/review/") && effect.kind === "query-metrics" ? WHOLE_INCIDENT : undefined,
  });
  bench.send(FIRING, minutes(2.5));
  bench.runFor(minutes(2));
  for (const repo of ["a", "b", "c"]) bench.log(repo, OVERLOADED, 6);
  bench.runFor(minutes(60));
});

describe("the root cause analysis", () => {
  const text = (): string => bench.of("write-document")[0]?.effect.arguments.text ?? "";
  const section = (heading: string): string =>
    text().split(`\n## ${heading}\n`)[1]?.split("\n## ")[0]?.trim() ?? "";

  it("has the runbook's sections, each once, in its order, and none of them empty", () => {
    const headings = [...text().matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(SECTIONS);
    for (const heading of SECTIONS) expect(section(heading), heading).not.toBe("");
  });

  it("is filed once, under the incident's own name", () => {
    const written = bench.of("write-document").map(({ effect }) => effect.target.path);
    expect(written).toEqual(["planning/60_launch/incidents/rca_INC-20251128-01.md"]);
  });

  it("tells what is known: cause, evidence, scope, failed flows, and the timeline in its order", () => {
    expect(section("Root Cause")).toMatch(
      /^model API outage\.\nEvidence for model-api-outage: .*provider-down/,
    );
    expect(section("Executive Summary")).toContain("3 repositories and 24 flows failed");
    expect(section("Impact")).toContain("24 (a 8, b 8, c 8)");
    const times = [...section("Timeline").matchAll(/^- (\d\d:\d\d): /gm)].map(([, time]) => time);
    expect(times.length).toBeGreaterThan(5);
    expect(times).toEqual([...times].sort());
  });

  it("leaves what it cannot know open, with an owner", () => {
    expect(section("Lessons Learned")).toMatch(/review session \(owner: incident-commander\)/);
    expect(section("Prevention")).toMatch(/\(owner: engineering-tl\)/);
  });
});

describe("the row of the incident log", () => {
  it("has a value for each of the nine columns", () => {
    const rows = bench.of("append-row").map(({ effect }) => effect.arguments);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.columns).toEqual(COLUMNS);
    expect(rows[0]?.row).toEqual([
      "2025-11-28",
      "INC-20251128-01",
      "P1",
      "Mass Failure",
      "3",
      expect.stringMatching(/^3\d$/),
      "model API outage",
      expect.stringContaining("(effective)"),
      "No",
    ]);
  });
});

describe("follow-up issues", () => {
  it("fit the cause, link to the incident and name an owner", () => {
    const issues = bench.of("create-issue").map(({ effect }) => effect);
    expect(issues.map(({ arguments: { owner } }) => owner)).toEqual(["sre-team"]);
    expect(issues[0]?.target.label).toBe("incident-followup");
    expect(issues[0]?.arguments.body).toContain("Linked to: INC-20251128-01.");
  });

  it("come before the incident counts as reviewed", () => {
    const reviewed = bench.of("declare").find(({ effect }) => effect.arguments.standing === "reviewed");
    for (const kind of ["create-issue", "write-document", "append-row"] as const)
      expect(bench.of(kind)[0]?.at).toBeLessThan(reviewed?.at ?? 0);
  });
});

/** Comma-separated values as RFC 4180 has them. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string;
    const row = rows.at(-1) as string[];
    const last = row.length - 1;
    if (quoted && letter === '"' && text[at + 1] === '"') {
      row[last] += letter;
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && (letter === "\n" || letter === "\r")) rows.push([""]);
    else row[last] += letter;
  }
  return rows.slice(0, -1);
}

function logFile(row: readonly string[]): string {
  const trace = emptyTrace({
    roster: ROSTER,
    pilot: "compliance-service",
    runbook: knownRunbook(DEFAULT_RUNBOOK).runbook,
  });
  const appended: Effect = {
    id: "E1",
    incidentId: "INC-1",
    key: "INC-1/review/0/log",
    attempt: 1,
    deadline: null,
    repeat: "never",
    kind: "append-row",
    target: { path: "planning/evidence/incident_log.csv" },
    arguments: { columns: COLUMNS, row },
  };
  trace.effects.push({ at: EPOCH, value: appended });
  const [file] = incidentDocuments(trace);
  expect(file?.name).toBe("exercise_incident_log.csv");
  return file?.text ?? "";
}

describe("the incident log as a file", () => {
  it.each([
    ["a comma", "outage, then quota", '"outage, then quota"'],
    ["a quote", 'so-called "outage"', '"so-called ""outage"""'],
    ["a new line", "first\nsecond", '"first\nsecond"'],
    ["a carriage return", "first\rsecond", '"first\rsecond"'],
    ["nothing special", "model API outage", "model API outage"],
  ])("keeps a cell with %s one cell", (_what, cell, written) => {
    const row = COLUMNS.map((column) => (column === "Root Cause" ? cell : "x"));
    expect(logFile(row)).toBe(`${COLUMNS.join(",")}\nx,x,x,x,x,x,${written},x,x\n`);
  });

  it("is read back as it was meant, whatever its cells hold", () => {
    const cell = fc.array(fc.constantFrom(",", '"', "\n", "\r", "a", " ", ";", "="), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 9, maxLength: 9 }), (cells) => {
        const row = cells.map((letters) => letters.join(""));
        expect(parseCsv(logFile(row))).toEqual([COLUMNS, row]);
      }),
    );
  });

  it("says with every analysis that it was an exercise", () => {
    const trace = emptyTrace({
      roster: ROSTER,
      pilot: "compliance-service",
      runbook: knownRunbook(DEFAULT_RUNBOOK).runbook,
    });
    for (const { at, effect } of bench.effects) trace.effects.push({ at, value: effect });
    const documents = incidentDocuments(trace);
    expect(documents.map(({ name }) => name)).toEqual([
      "rca_INC-20251128-01.md",
      "exercise_incident_log.csv",
      "follow-ups.md",
    ]);
    expect(documents[0]?.text).toMatch(/^> \*\*EXERCISE\.\*\*/);
    expect(documents[2]?.text).toMatch(/^# EXERCISE/);
  });
});
