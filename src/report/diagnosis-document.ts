/** The document of `diagnose --json`: its form is a contract. */

import { verdictOfCauses } from "../diagnosis/pattern-log.ts";
import type { WindowDiagnosis } from "../diagnosis/window-diagnosis.ts";

const CERTAIN = 10_000;

export const diagnosisDocument = ({ lines, patterns, ranking, causes, verdict }: WindowDiagnosis) => ({
  lines,
  patterns: patterns.map(({ template, count, causes: spoken }) => ({
    template,
    count,
    cause: verdictOfCauses(spoken),
  })),
  ranking: ranking.map(({ cause, probability }) => ({ cause, weight: probability / CERTAIN })),
  causes,
  verdict,
});
