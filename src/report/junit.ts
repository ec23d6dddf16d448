/** A campaign as a JUnit file: a suite a scenario, a case a drill named by its seed. */

import type { CampaignDocument } from "../campaign/document.ts";
import type { DrillRow } from "../campaign/drill-row.ts";
import { grouped } from "../campaign/grouped.ts";
import type { CampaignIdentity } from "../campaign/identity.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import { type JunitCase, type JunitComplaint, junitText } from "./junit-suites.ts";

export function junitOf(document: CampaignDocument): string {
  const rows = grouped(document.results, ({ scenario }) => scenario);
  return junitText(
    document.scenarios.map(({ id }) => ({
      name: id,
      properties: propertiesOf(document, id),
      cases: (rows.get(id) ?? []).map((row) => caseOf(document.identity, row)),
      out: "EXERCISE: every case is a drill; none of it happened.",
    })),
  );
}

function propertiesOf({ identity }: CampaignDocument, id: string): Readonly<Record<string, string>> {
  const { productVersion, chaos, player, runbook, scenarios } = identity;
  const rubric = scenarios.find((scenario) => scenario.id === id)?.rubric.id ?? "";
  return {
    exercise: "true",
    firedrill: productVersion,
    runbook: `${runbook.id} ${runbook.version}`,
    "runbook.sha256": runbook.sha256,
    rubric,
    chaos,
    player,
  };
}

const KINDS = { pass: null, fail: "failure", inconclusive: "error" } as const;

function caseOf(identity: CampaignIdentity, row: DrillRow): JunitCase {
  const kind = KINDS[row.verdict];
  return {
    className: `firedrill.${row.scenario}`,
    name: `seed ${row.seed}`,
    complaint: kind === null ? null : complaintOf(identity, row, kind),
  };
}

function complaintOf(
  identity: CampaignIdentity,
  row: DrillRow,
  kind: JunitComplaint["kind"],
): JunitComplaint {
  const { verdict, reasons } = row;
  return {
    kind,
    type: verdict,
    message: reasons[0] ?? verdict,
    lines: [...reasons, `replay: ${replayLineOf(identity, row)}`],
  };
}
