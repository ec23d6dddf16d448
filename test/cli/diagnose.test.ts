/** `firedrill diagnose` from the command line: its documents, its inputs, and everything hostile that logs hold. */

import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FollowedFile } from "../../src/cli/followed-file.ts";
import { LogLines } from "../../src/cli/log-bytes.ts";
import { CAUSE_IDS } from "../../src/runbook/cause.ts";
import { firedrill, firedrillInterrupted, firedrillReading, type Heard } from "./listening-console.ts";
import { scratchFolder } from "./scratch-folder.ts";

const folder = scratchFolder();
const SLOTS =
  "ERROR FATAL: remaining connection slots are reserved for non-replication superuser connections";
const OVERLOADED = 'ERROR 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
const DISK = "ERROR write /var/lib/flow/data: no space left on device";
const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const DATABASE = text(SLOTS, SLOTS, SLOTS, DISK, "INFO done");
const bytes = (of: string): Uint8Array => Buffer.from(of);

const documentOf = ({ code, out, err }: Heard) => {
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^\{[^\n]*\}\n$/);
  return JSON.parse(out);
};

describe("--json", () => {
  it("says one document of the form that was promised", async () => {
    const document = documentOf(await firedrill("diagnose", folder.file("a.log", DATABASE), "--json"));
    expect(Object.keys(document)).toEqual(["lines", "patterns", "ranking", "causes", "verdict"]);
    expect(document).toMatchObject({
      lines: 5,
      causes: ["db-connection-pool-exhaustion"],
      verdict: "db-connection-pool-exhaustion",
    });
    expect(
      document.patterns.map(({ count, cause }: { count: number; cause: string }) => [count, cause]),
    ).toEqual([
      [3, "db-connection-pool-exhaustion"],
      [1, "other"],
    ]);
    expect(document.ranking.map(({ cause }: { cause: string }) => cause).toSorted()).toEqual(
      CAUSE_IDS.toSorted(),
    );
    for (const { weight } of document.ranking) {
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(1);
    }
  });

  it("counts the lines of several files and the standard input together", async () => {
    const [a, b] = [folder.file("1.log", DATABASE), folder.file("2.log", text(OVERLOADED, OVERLOADED))];
    const heard = await firedrillReading([bytes(text(OVERLOADED))], "diagnose", a, "-", b, "--json");
    expect(documentOf(heard)).toMatchObject({
      lines: 8,
      causes: expect.arrayContaining(["db-connection-pool-exhaustion", "model-api-outage"]),
    });
  });
});

describe("--per-line", () => {
  it("says of each line what it says by itself, from 1", async () => {
    const { code, out } = await firedrillReading(
      [bytes(text(SLOTS, "INFO done", OVERLOADED, "", DISK).trimEnd())],
      "diagnose",
      "--per-line",
    );
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { line: 1, cause: "db-connection-pool-exhaustion" },
      { line: 2, cause: "other" },
      { line: 3, cause: "model-api-outage" },
      { line: 4, cause: "other" },
      { line: 5, cause: "other" },
    ]);
  });

  it("goes on counting through a thousand lines in small pieces", async () => {
    const pieces = Array.from({ length: 1_200 }, () => bytes(`${SLOTS}\n`));
    const { out } = await firedrillReading(pieces, "diagnose", "--per-line");
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(1_200);
    expect(lines.at(-1)).toBe('{"line":1200,"cause":"db-connection-pool-exhaustion"}');
  });
});

describe("--patterns", () => {
  const lines = text(
    `2025-03-04T12:00:05Z pod-1 ERROR repo=ledger boom for 1234567`,
    `2025-03-04T12:00:06Z pod-1 ERROR repo=risk boom for 7654321`,
    `2025-03-04T12:00:07Z pod-1 INFO repo=risk quiet`,
    `2025-03-04T12:00:08Z pod-1 ERROR repo=risk password=hunterhunter refused`,
    `2025-03-04T12:00:09Z pod-1 ERROR repo=risk boom for 1111111`,
  );

  it("tells how often which error lines came, since when and where, without secrets", async () => {
    const file = folder.file("patterns.log", lines);
    expect(documentOf(await firedrill("diagnose", "--patterns", "--json", file))).toEqual({
      lines: 5,
      errors: 4,
      further: 0,
      patterns: [
        {
          id: expect.stringMatching(/^[0-9a-f]{16}$/),
          template: "boom for *",
          count: 3,
          missedAtMost: 0,
          firstLine: 1,
          lastLine: 5,
          repos: [
            { repo: "risk", count: 2 },
            { repo: "ledger", count: 1 },
          ],
        },
        expect.objectContaining({ template: "password=[redacted] refused", count: 1, firstLine: 4 }),
      ],
    });
    const { code, out } = await firedrill("diagnose", "--patterns", file);
    expect(code).toBe(0);
    expect(out).toContain("5 lines: 4 errors in 2 patterns.");
    expect(out).toMatch(/ 3 +1 risk \+1 +boom for \*\n/);
    expect(out).not.toContain("hunter");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("reads what is packed, the standard input, and nothing", async () => {
    expect(
      documentOf(await firedrillReading([gzipSync(lines)], "diagnose", "--patterns", "--json")).errors,
    ).toBe(4);
    const { code, out } = await firedrillReading([], "diagnose", "--patterns");
    expect({ code, out }).toEqual({ code: 0, out: "0 lines: 0 errors in 0 patterns.\n" });
  });
});

describe("for people", () => {
  it("causes, why, patterns and what to check next fit a page", async () => {
    const { code, out, err } = await firedrill("diagnose", folder.file("b.log", DATABASE));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("5 lines: 4 errors in 2 patterns. Cause: db-connection-pool-exhaustion (98%).");
    expect(out).toMatch(/\+\d+ 3× .*remaining connection slots/);
    expect(out).toMatch(/\n {5,}since line 1\n/);
    expect(out).toMatch(/\n {5,}(?:postgres|databases)\.[\w.-]+ \+\d+/);
    expect(out).toMatch(/CHECK NEXT\n.*(?:pool-size|connection-count)/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("an empty input is said to be one", async () => {
    const { code, out } = await firedrillReading([], "diagnose");
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("no error lines") });
  });
});

describe("packed", () => {
  const read = async (packed: Uint8Array): Promise<Heard> => {
    const path = folder.at("packed.log");
    writeFileSync(path, packed);
    return firedrill("diagnose", path, "--json");
  };

  it("gzip is told by its first bytes, whatever the file is called; members follow each other", async () => {
    const members = Buffer.concat([gzipSync(DATABASE), gzipSync(text(OVERLOADED)), gzipSync("")]);
    expect(documentOf(await read(members)).lines).toBe(6);
  });

  it("comes from the standard input as well, byte by byte", async () => {
    const packed = [...gzipSync(DATABASE)].map((byte) => Uint8Array.of(byte));
    expect(documentOf(await firedrillReading(packed, "diagnose", "--json")).lines).toBe(5);
  });

  it("is read whole, however much there is", async () => {
    // Hardly to be packed, so that several pieces of the file are under way at once.
    let state = 7;
    const noise = Array.from({ length: 700_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state.toString(36);
    });
    const packed = gzipSync(noise.join("\n"), { level: 1 });
    expect(packed.length).toBeGreaterThan(2_500_000);
    expect(documentOf(await read(packed)).lines).toBe(noise.length);
  });

  it("damage is said, after what could be read", async () => {
    const packed = gzipSync(Buffer.from(DATABASE.repeat(5_000) + Math.PI), { level: 0 });
    const { code, out, err } = await read(packed.subarray(0, packed.length - 20_000));
    expect(code).toBe(2);
    expect(err).toMatch(/packed\.log: the gzip data is damaged or ends too early/);
    expect(JSON.parse(out).lines).toBeGreaterThan(20_000);
  });
});

describe("hostile", () => {
  const diagnose = async (input: Uint8Array): Promise<ReturnType<typeof JSON.parse>> =>
    documentOf(await firedrillReading([input], "diagnose", "--json"));

  it.each([
    ["nothing", new Uint8Array(), 0],
    ["one byte", Uint8Array.of(0x1f), 1],
    ["all bytes there are", Uint8Array.from({ length: 4_096 }, (_, at) => (at * 7 + (at >> 8)) % 256), null],
    ["zeros", new Uint8Array(100_000), 1],
    ["line breaks", bytes("\n".repeat(1_000)), 1_000],
    ["broken UTF-8", Uint8Array.of(0xff, 0xc3, 0x28, 0xe2, 0x82, 0x0a, 0xf0, 0x9f), 2],
  ])("%s is read to its end", async (_, input, lines) => {
    const document = await diagnose(input);
    expect(document.causes).toEqual([]);
    if (lines !== null) expect(document.lines).toBe(lines);
  });

  it("a line of 10 MB is one line, and the next is read as ever", async () => {
    const long = `ERROR ${"x".repeat(10_000_000)}`;
    const { lines, causes, patterns } = await diagnose(bytes(text(long, SLOTS, SLOTS)));
    expect({ lines, causes }).toEqual({ lines: 3, causes: ["db-connection-pool-exhaustion"] });
    for (const { template } of patterns) expect(template.length).toBeLessThan(5_000);
  });

  it("10 MB of deep JSON are one line", async () => {
    const { lines } = await diagnose(bytes(text('{"a":'.repeat(2_000_000), SLOTS)));
    expect(lines).toBe(2);
  });

  it("errors between binary lines are found, a Windows line break and UTF-16 are read", async () => {
    const binary = Uint8Array.from({ length: 999 }, (_, at) => (at * 31) % 251);
    const mixed = Buffer.concat([binary, bytes(`\n${SLOTS}\r\n${SLOTS}\r\n`), binary]);
    expect((await diagnose(mixed)).causes).toEqual(["db-connection-pool-exhaustion"]);
    const wide = Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(DATABASE, "utf16le")]);
    expect(await diagnose(wide)).toMatchObject({ lines: 5, causes: ["db-connection-pool-exhaustion"] });
  });

  it("nothing in a line reaches the terminal as a control", async () => {
    const evil = `ERROR \u001b]0;owned\u0007\u001b[2J too many clients already \u0000\u0008\u009b31m\u202e`;
    const { out } = await firedrillReading([bytes(text(evil, evil))], "diagnose");
    expect(out).toContain("too many clients already");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("secrets are shown nowhere", async () => {
    const secret = `sk-proj-${"aB3".repeat(12)}`;
    const file = folder.file("secret.log", text(`ERROR 401 Incorrect API key provided: ${secret}`));
    for (const option of ["--json", "--per-line", "--patterns", "--runbook=rb-launch-005@1.0"]) {
      const { code, out } = await firedrill("diagnose", file, option);
      expect(code).toBe(0);
      expect(out).not.toContain(secret);
    }
  });
});

describe("what cannot be read", () => {
  it.each([
    ["a file there is not", folder.at("missing.log"), /missing\.log: no such file/],
    ["a folder", folder.path, /expected a file, found a folder/],
  ])("%s is bad input, and nothing is said on stdout", async (_, path, complaint) => {
    const { code, out, err } = await firedrill("diagnose", folder.file("good.log", DATABASE), path);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(complaint);
  });

  it("a file is read once, however it is spelt", async () => {
    const file = folder.file("twice.log", DATABASE);
    const again = file.replace(/([^/]+)$/, "./$1");
    expect(documentOf(await firedrill("diagnose", file, again, "--json")).lines).toBe(5);
  });

  it("what cannot grow is not followed", async () => {
    const { code, err } = await firedrill("diagnose", "--follow", "/dev/null");
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("expects a file that can grow"),
    });
  });

  it("options that exclude each other are refused", async () => {
    const file = folder.file("c.log", DATABASE);
    for (const pair of [
      ["--follow", "--per-line"],
      ["--patterns", "--per-line"],
      ["--patterns", "--follow"],
    ])
      expect(await firedrill("diagnose", file, ...pair)).toMatchObject({ code: 2, out: "" });
    expect(await firedrill("diagnose", "--follow")).toMatchObject({ code: 2, out: "" });
    expect(await firedrill("diagnose", file, "--runbook", "nope")).toMatchObject({ code: 2, out: "" });
  });
});

it("lines in UTF-16 are the same however the bytes come", () => {
  const linesOf = (...pieces: readonly Uint8Array[]): readonly string[] => {
    const lines: string[] = [];
    const splitter = new LogLines(({ bytes: of }, start, stop) => {
      lines.push(Buffer.from(of.subarray(start, stop)).toString());
    });
    for (const piece of pieces) splitter.write(piece);
    splitter.end();
    return lines;
  };
  const little = Buffer.concat([
    Uint8Array.of(0xff, 0xfe),
    Buffer.from("één\r\n\ntwo — 漢字\nfour", "utf16le"),
  ]);
  const big = Buffer.from(little).swap16();
  for (const whole of [little, big]) {
    const pieces = Array.from({ length: whole.length / 2 }, (_, at) => whole.subarray(at * 2, at * 2 + 2));
    expect(linesOf(whole)).toEqual(["één", "", "two — 漢字", "four"]);
    expect(linesOf(...pieces)).toEqual(linesOf(whole));
  }
});

describe("--follow", () => {
  it("ends with the latest state when it is interrupted, with 0", async () => {
    const file = folder.file("follow.log", DATABASE);
    const { code, out } = await firedrillInterrupted(/Ctrl-C ends/, "diagnose", file, "--follow");
    expect(code).toBe(0);
    expect(out).toContain("Cause: db-connection-pool-exhaustion (98%).");
    expect(out.match(/CAUSES/g)).toHaveLength(1);
    const json = await firedrillInterrupted(/Ctrl-C ends/, "diagnose", file, "--follow", "--json");
    expect(JSON.parse(json.out).lines).toBe(5);
  });

  it("reads what is appended, a new file in its place, and one that was emptied", async () => {
    const path = folder.file("growing.log", "one\n");
    const file = new FollowedFile(path);
    const look = async (): Promise<string> => {
      let seen = "";
      await file.look(
        (piece) => {
          seen += Buffer.from(piece).toString();
        },
        () => {
          seen += "(end)";
        },
      );
      return seen;
    };
    expect(await look()).toBe("one\n");
    expect(await look()).toBe("");
    appendFileSync(path, "two\n");
    expect(await look()).toBe("two\n");
    appendFileSync(path, "late\n");
    renameSync(path, folder.at("growing.log.1"));
    expect(await look()).toBe("late\n");
    appendFileSync(folder.at("growing.log.1"), "later\n");
    writeFileSync(path, "three\n");
    expect(await look()).toBe("later\n(end)three\n");
    truncateSync(path, 0);
    appendFileSync(path, "4\n");
    expect(await look()).toBe("(end)4\n");
    await file.close();
  });
});
