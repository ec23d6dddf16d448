/** `firedrill replay` on journals whole, cut, changed and foreign: the intact one is identical, a torn tail is said and
 *  replayed so far, everything else is refused with its place. Never a stack trace, never "our own defect". */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { fc } from "../foundations/fast-check.ts";
import { firedrill } from "./listening-console.ts";
import { scratchFolder } from "./scratch-folder.ts";

const folder = scratchFolder();

let intact = "";
let text = "";
let lines: readonly string[] = [];

beforeAll(async () => {
  intact = folder.at("intact.jsonl");
  await firedrill("run", "model-api-outage", "--seed", "2", "--journal", intact);
  text = readFileSync(intact, "utf8");
  lines = text.trimEnd().split("\n");
});

const replayed = (name: string, journal: string) => firedrill("replay", folder.file(name, journal));

describe("an intact journal", () => {
  it("is identical, and its drill is scored again as it was", async () => {
    const run = await firedrill("run", "model-api-outage", "--seed", "2");
    const { code, out, err } = await firedrill("replay", intact);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^identical: \d+ events gave the \d+ recorded effects \(responder\)\n/);
    const scored = (words: string): string =>
      words.slice(words.lastIndexOf("EXERCISE")).split("\nreplay:")[0]?.trimEnd() ?? "";
    expect(scored(out)).toBe(scored(run.out));
    expect(scored(out)).toContain(`journal: ${lines.length} records`);
  });

  it("is told of in one JSON document", async () => {
    const { code, out, err } = await firedrill("replay", intact, "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\{[^\n]*\}\n$/);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      exercise: true,
      identical: true,
      divergence: null,
      interrupted: false,
      repair: null,
      records: lines.length,
    });
  });

  it.each(["do-nothing", "always-declare", "rollback-at-once", "clairvoyant"])(
    "of the player %s is identical too",
    async (player) => {
      const journal = folder.at(`${player}.jsonl`);
      await firedrill("run", "model-api-outage", "--player", player, "--journal", journal);
      const { code, out } = await firedrill("replay", journal);
      expect(code).toBe(0);
      expect(out).toMatch(/^identical: /);
    },
  );
});

describe("a journal that was cut", () => {
  it("within a line is replayed so far, and says what is left out", async () => {
    const cut = `${lines.slice(0, 300).join("\n")}\n${lines[300]?.slice(0, 20)}`;
    const { code, out } = await replayed("torn.jsonl", cut);
    expect(code).toBe(0);
    expect(out).toMatch(/^note: the last line was cut short \(20 characters\); it is left out\nidentical: /);
    expect(out).toContain("journal: 300 records");
    expect(out).not.toContain("EXERCISE");
  });

  it("between two lines is replayed so far, and said to be interrupted", async () => {
    const { code, out } = await replayed("short.jsonl", `${lines.slice(0, 300).join("\n")}\n`);
    expect(code).toBe(0);
    expect(out).toMatch(/^note: the journal has no end: .*interrupted.*\nidentical: /);
  });

  it("after its end, in the last digest, is refused: its tail is gone", async () => {
    const { code, err } = await replayed("endless.jsonl", `${lines.slice(0, -1).join("\n")}\n`);
    expect(code).toBe(2);
    expect(err).toMatch(/endless\.jsonl:\d+:1: .*its tail was cut off/);
  });

  it("anywhere is either replayed so far, with a note, or refused with its name", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length - 1 }), async (length) => {
        const { code, out, err } = await replayed("anywhere.jsonl", text.slice(0, length));
        if (code === 0) expect(out).toMatch(/^note: .+\nidentical: /);
        else {
          expect({ code, out }).toEqual({ code: 2, out: "" });
          expect(err).toMatch(/^firedrill: \S*anywhere\.jsonl:\d+:1: /);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("within the header is no journal yet", async () => {
    const { code, err } = await replayed("header.jsonl", text.slice(0, 500));
    expect(code).toBe(2);
    expect(err).toContain("header.jsonl:1:1: expected");
  });
});

describe("a journal that was changed", () => {
  const refusedAs = async (changed: string, expected: RegExp): Promise<void> => {
    const { code, out, err } = await replayed("changed.jsonl", changed);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(expected);
  };

  it("in the middle is refused with the block that does not match", async () => {
    const middle = Math.floor(text.length / 2);
    const at = text.indexOf('"at":', middle) + 5;
    const digit = text[at] === "1" ? "2" : "1";
    await refusedAs(
      text.slice(0, at) + digit + text.slice(at + 1),
      /changed\.jsonl:\d+:1: records \d+ to \d+ do not match their digest: the journal was changed or damaged/,
    );
  });

  it.each<[string, (whole: readonly string[]) => readonly string[], RegExp]>([
    [
      "a line left out",
      (whole) => whole.toSpliced(400, 1),
      /:401:1: expected record 400, found 401: .*missing or out of order/,
    ],
    [
      "two lines that changed places",
      (whole) => whole.with(400, whole[401] ?? "").with(401, whole[400] ?? ""),
      /:401:1: expected record 400, found 401/,
    ],
    [
      "a line that came in between",
      (whole) => whole.toSpliced(400, 0, "not JSON"),
      /:401:1: this line is no journal record/,
    ],
    [
      "a line twice",
      (whole) => whole.toSpliced(400, 0, whole[399] ?? ""),
      /:401:1: expected record 400, found 399/,
    ],
    [
      "a record of a kind that only looks like one",
      (whole) => whole.toSpliced(400, 0, '{"seq":400,"at":0,"record":"constructor"}'),
      /:401:1: this line is no journal record/,
    ],
    ["an empty line", (whole) => whole.toSpliced(400, 0, ""), /:401:1: this line is no journal record/],
    [
      "a line after its end",
      (whole) => [...whole, whole[400] ?? ""],
      /changed\.jsonl:\d+:1: expected record/,
    ],
  ])("with %s is refused at that line", async (_what, change, expected) => {
    await refusedAs(`${change(lines).join("\n")}\n`, expected);
  });

  it("in the part that no digest covers yet is refused from there on", async () => {
    const tick = lines.findIndex((line, index) => index > 1_000 && line.includes('"kind":"tick"'));
    const chainBefore = lines.findLastIndex(
      (line, index) => index < tick && line.includes('"record":"chain"'),
    );
    expect(tick).toBeGreaterThan(chainBefore);
    const kept = [...lines.slice(0, tick), (lines[tick] ?? "").replace('"tick"', '"tock"')];
    await refusedAs(
      `${kept.join("\n")}\n`,
      new RegExp(`changed\\.jsonl:${chainBefore + 2}:1: the journal's end was changed or damaged`),
    );
  });

  it("anywhere in a record by one digit is never taken for intact", async () => {
    const digits: number[] = [];
    let start = 0;
    for (const line of lines) {
      const from = start;
      start += line.length + 1;
      digits.push(...[...line.matchAll(/\d/g)].slice(0, 1_000).map(({ index }) => from + index));
    }
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: digits.length - 1 }), async (which) => {
        const at = digits[which] ?? 0;
        const other = text[at] === "7" ? "8" : "7";
        const { code, err } = await replayed("digit.jsonl", text.slice(0, at) + other + text.slice(at + 1));
        expect(code).toBe(2);
        expect(err).toContain("digit.jsonl:");
      }),
      { numRuns: 15 },
    );
  });

  it("in an effect that no digest covers yet diverges: exit 1, with what was recorded and what was replayed", async () => {
    const cut = lines.slice(0, lines.findIndex((line) => line.includes('"kind":"page"')) + 1);
    const forged = cut.with(-1, (cut.at(-1) ?? "").replaceAll("sre-oncall-1", "sre-oncall-9"));
    const { code, out } = await replayed("forged.jsonl", `${forged.join("\n")}\n`);
    expect(code).toBe(1);
    expect(out).toMatch(
      /DIVERGED at \d\d:\d\d \(record \d+\)\n {2}recorded: .*sre-oncall-9.*\n {2}replayed: .*sre-oncall-1/,
    );
    const told = await firedrill("replay", folder.at("forged.jsonl"), "--json");
    expect(told.code).toBe(1);
    expect(JSON.parse(told.out)).toMatchObject({
      identical: false,
      verdict: null,
      divergence: { seq: cut.length - 1 },
    });
  });
});

describe("what is no journal", () => {
  it.each([
    ["nothing", "", /: the journal is empty/],
    ["blank lines", "\n \n\n", /: the journal is empty/],
    ["words", "hello\nworld\n", /:1:1: expected a Firedrill journal \(JSON Lines\)/],
    ["YAML", "id: x\nextends: base.yaml\n", /:1:1: expected a Firedrill journal/],
    ["one JSON document", '{"schemaVersion":1}\n', /:1:1: expected the header of a Firedrill journal/],
    ["JSON spread over lines", '{\n  "seq": 0\n}\n', /:1:1: expected a Firedrill journal/],
    ["other JSON Lines", '{"a":1}\n{"a":2}\n', /:1:1: expected the header/],
    ["a list", "[]\n", /:1:1: expected the header/],
    ["null", "null\n", /:1:1: expected the header/],
    ["bytes", "\u0000\u0001\u0002\u0003\n", /:1:1: expected/],
    [
      "a header without what is needed",
      '{"seq":0,"at":0,"record":"header","format":1,"player":"responder","epoch":"2025-11-28T14:00:00Z"}\n',
      /:1:1: the header lacks mode, roster, runbook, rules/,
    ],
    [
      "a record that is no header",
      '{"seq":0,"at":0,"record":"note","text":"x"}\n',
      /:1:1: expected the header/,
    ],
  ])("but %s is refused in its first line", async (_what, foreign, expected) => {
    const { code, out, err } = await replayed("foreign.jsonl", foreign);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(expected);
    expect(err).toContain("foreign.jsonl");
  });

  it("but a journal of a player that nobody knows is refused", async () => {
    const header = (lines[0] ?? "").replace('"player":"responder"', '"player":"somebody"');
    const { code, err } = await replayed("player.jsonl", `${header}\n`);
    expect(code).toBe(2);
    expect(err).toContain(
      'player.jsonl:1:1: the journal\'s player "somebody" is not one that this version has',
    );
  });

  it("but a journal of a later format is refused", async () => {
    const header = (lines[0] ?? "").replace('"format":1', '"format":99');
    const { code, err } = await replayed("later.jsonl", `${header}\n`);
    expect(code).toBe(2);
    expect(err).toContain("the journal has format 99; this version reads up to");
  });
});
