/** JUnit files: valid by both public schemas, whatever drills said, and the same for the same drills. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { create } from "xmlbuilder2";
import { validateXML } from "xmllint-wasm";
import { campaignDocument } from "../../src/campaign/document.ts";
import { junitOf } from "../../src/report/junit.ts";
import { control, documentOf, seeded, TIMING } from "../campaign/hand-made.ts";
import { EARLIER, HOSTILE, MIXED, MIXED_ROWS } from "./campaigns.ts";

const SCHEMAS = ["junit-10.xsd", "junit-windyroad.xsd"] as const;
const schemaText = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "fixtures", "schemas", name), "utf8");

async function complaints(schema: string, xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [{ fileName: schema, contents: schemaText(schema) }],
  });
  return errors.map(({ message }) => message);
}

describe.each(SCHEMAS)("by %s", (schema) => {
  it.each([
    { what: "one in which all passed", document: EARLIER },
    { what: "one with failed, inconclusive and passed drills", document: MIXED },
    { what: "one full of hostile text", document: HOSTILE },
    { what: "one without drills", document: { ...MIXED, scenarios: [], results: [], drills: 0 } },
    {
      what: "many scenarios",
      document: documentOf(["a", "b", "c-1"].flatMap((scenario) => seeded(3, () => ({ scenario })))),
    },
  ])("the file is valid of a campaign: $what", async ({ document }) => {
    expect(await complaints(schema, junitOf(document))).toEqual([]);
  });

  it("what is wrong is noticed", async () => {
    const wrong = junitOf(MIXED).replaceAll(' tests="', ' test="');
    expect(await complaints(schema, wrong)).not.toEqual([]);
  });
});

interface Element {
  readonly [name: string]: string | Element | readonly Element[];
}

const parsed = (xml: string) => create(xml).end({ format: "object" }) as unknown as { testsuites: Element };

/** By XML 1.0, and what would act on a terminal or reorder what is read. */
const isForbidden = (code: number): boolean =>
  (code < 0x20 && code !== 0x0a) ||
  (code >= 0x7f && code < 0xa0) ||
  (code >= 0xd800 && code <= 0xdfff) ||
  code === 0x202e ||
  code >= 0xfffe;

describe("a JUnit file", () => {
  it("has a suite a scenario and a case a drill, with reasons and the command that plays it again", () => {
    const suites = parsed(junitOf(MIXED)).testsuites["testsuite"] as readonly Element[];
    expect(
      suites.map((suite) => [suite["@name"], suite["@tests"], suite["@failures"], suite["@errors"]]),
    ).toEqual([
      ["control", "4", "1", "0"],
      ["outage", "9", "3", "1"],
    ]);
    const cases = suites[1]?.["testcase"] as readonly Element[];
    expect(cases.map((entry) => entry["@name"])).toEqual(
      Array.from({ length: 9 }, (_, index) => `seed ${index + 1}`),
    );
    expect(cases[0]).toEqual({ "@classname": "firedrill.outage", "@name": "seed 1", "@time": "0" });
    expect(cases[2]?.["failure"]).toEqual({
      "@message": "resolve missed its target",
      "@type": "fail",
      "#": "resolve missed its target\nunneeded: throttle for a quota\nreplay: npx firedrill run outage --seed 3 --chaos light",
    });
    expect(cases[8]?.["error"]).toMatchObject({
      "@type": "inconclusive",
      "@message": "outage left 0 http-errors of at least 5",
    });
    expect(suites[0]?.["properties"]).toEqual({
      property: expect.arrayContaining([
        { "@name": "exercise", "@value": "true" },
        { "@name": "chaos", "@value": "light" },
        { "@name": "player", "@value": "responder" },
        { "@name": "runbook", "@value": "RB-LAUNCH-005 1.1" },
      ]),
    });
  });

  it("says that it is an exercise, in every suite", () => {
    const xml = junitOf(documentOf([...seeded(2), control()]));
    expect(xml.match(/<system-out>EXERCISE/g)).toHaveLength(2);
  });

  it("keeps what may be kept of hostile text", () => {
    const xml = junitOf(HOSTILE);
    const forbidden = [...xml].filter((character) => isForbidden(character.codePointAt(0) ?? 0));
    expect(forbidden).toEqual([]);
    expect(xml).toContain(
      `message="]]&gt; &lt;!-- &amp; &lt;b&gt; &quot;quoted&quot; 'too' &lt;/failure&gt;" type="fail"`,
    );
  });

  it("is the same for the same drills, however long they took and in whatever order they came", () => {
    const other = campaignDocument(MIXED.identity, [...MIXED_ROWS].reverse(), { ...TIMING, wallMs: 7 }, null);
    expect(junitOf(other)).toBe(junitOf(MIXED));
  });
});
