/** Suites as a JUnit file. Valid by both public schemas (Jenkins' and Windy Road's for Ant), which agree on little: hence
 *  the empty streams and the attributes that say nothing. The same results give the same file: host, time of day and
 *  durations are fixed. */

import { create } from "xmlbuilder2";
import { xmlText } from "./xml-text.ts";

export interface JunitSuite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
  /** What is to be read beside it. */
  readonly out: string;
}

export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly complaint: JunitComplaint | null;
}

export interface JunitComplaint {
  /** An error is a case of which nothing can be said. */
  readonly kind: "failure" | "error";
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

/** Everything happens in virtual time, on no host: what the schemas ask for, the same for everybody. */
const NOWHERE = { hostname: "localhost", timestamp: "1970-01-01T00:00:00" } as const;
/** How long the machine took says nothing about the results, and would make two files of the same ones differ. */
const NO_TIME = "0";

export function junitText(suites: readonly JunitSuite[]): string {
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites");
  suites.forEach((suite, index) => {
    root.ele(suiteElement(suite, index));
  });
  return `${root.end({ prettyPrint: true })}\n`;
}

const suiteElement = ({ name, properties, cases, out }: JunitSuite, index: number) => ({
  testsuite: {
    "@name": xmlText(name),
    "@package": "firedrill",
    "@id": index,
    "@hostname": NOWHERE.hostname,
    "@timestamp": NOWHERE.timestamp,
    "@tests": cases.length,
    "@failures": cases.filter(({ complaint }) => complaint?.kind === "failure").length,
    "@errors": cases.filter(({ complaint }) => complaint?.kind === "error").length,
    "@time": NO_TIME,
    properties: {
      property: Object.entries(properties).map(([property, value]) => ({
        "@name": property,
        "@value": xmlText(value),
      })),
    },
    ...(cases.length === 0 ? {} : { testcase: cases.map(caseElement) }),
    "system-out": xmlText(out),
    "system-err": "",
  },
});

function caseElement({ className, name, complaint }: JunitCase) {
  const attributes = { "@classname": xmlText(className), "@name": xmlText(name), "@time": NO_TIME };
  if (complaint === null) return attributes;
  const { kind, type, message, lines } = complaint;
  return {
    ...attributes,
    [kind]: { "@message": xmlText(message), "@type": type, "#": lines.map(xmlText).join("\n") },
  };
}
