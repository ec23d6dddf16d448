/** A campaign as a JUnit file: a suite a scenario, a case a drill named by its seed. Valid by both public schemas
 *  (Jenkins' and Windy Road's for Ant), which agree on little: hence the empty streams and the attributes that say
 *  nothing. The same drills give the same file: host, time of day and durations are fixed. */

import { create } from "xmlbuilder2";
import type { CampaignDocument } from "../campaign/document.ts";
import type { DrillRow } from "../campaign/drill-row.ts";
import { grouped } from "../campaign/grouped.ts";
import type { CampaignIdentity } from "../campaign/identity.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import type { ScenarioSummary } from "../campaign/summary.ts";
import { xmlText } from "./xml-text.ts";

/** Drills happen in virtual time, on no host: what the schemas ask for, the same for everybody. */
const NOWHERE = { hostname: "localhost", timestamp: "1970-01-01T00:00:00" } as const;
/** How long the machine took says nothing about the drill, and would make two files of the same drills differ. */
const NO_TIME = "0";

export function junitOf(document: CampaignDocument): string {
  const suites = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites");
  const rows = grouped(document.results, ({ scenario }) => scenario);
  document.scenarios.forEach((scenario, index) => {
    suites.ele(suiteOf(document, scenario, rows.get(scenario.id) ?? [], index));
  });
  return `${suites.end({ prettyPrint: true })}\n`;
}

const suiteOf = (
  document: CampaignDocument,
  { id, failingSeeds, inconclusiveSeeds }: ScenarioSummary,
  rows: readonly DrillRow[],
  index: number,
) => ({
  testsuite: {
    "@name": xmlText(id),
    "@package": "firedrill",
    "@id": index,
    "@hostname": NOWHERE.hostname,
    "@timestamp": NOWHERE.timestamp,
    "@tests": rows.length,
    "@failures": failingSeeds.length,
    "@errors": inconclusiveSeeds.length,
    "@time": NO_TIME,
    properties: { property: propertiesOf(document, id) },
    ...(rows.length === 0 ? {} : { testcase: rows.map((row) => caseOf(document.identity, row)) }),
    "system-out": "EXERCISE: every case is a drill; none of it happened.",
    "system-err": "",
  },
});

function propertiesOf({ identity }: CampaignDocument, id: string) {
  const { productVersion, chaos, player, runbook, scenarios } = identity;
  const rubric = scenarios.find((scenario) => scenario.id === id)?.rubric.id ?? "";
  const properties = {
    exercise: "true",
    firedrill: productVersion,
    runbook: `${runbook.id} ${runbook.version}`,
    "runbook.sha256": runbook.sha256,
    rubric,
    chaos,
    player,
  };
  return Object.entries(properties).map(([name, value]) => ({ "@name": name, "@value": xmlText(value) }));
}

function caseOf(identity: CampaignIdentity, row: DrillRow) {
  const attributes = {
    "@classname": `firedrill.${xmlText(row.scenario)}`,
    "@name": `seed ${row.seed}`,
    "@time": NO_TIME,
  };
  switch (row.verdict) {
    case "pass":
      return attributes;
    case "fail":
      return { ...attributes, failure: complaintOf(identity, row) };
    case "inconclusive":
      return { ...attributes, error: complaintOf(identity, row) };
  }
}

function complaintOf(identity: CampaignIdentity, row: DrillRow) {
  const reasons = row.reasons.map(xmlText);
  return {
    "@message": reasons[0] ?? row.verdict,
    "@type": row.verdict,
    "#": [...reasons, `replay: ${xmlText(replayLineOf(identity, row))}`].join("\n"),
  };
}
