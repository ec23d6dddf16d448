/** What the process ends with: a contract with scripts and CI. */

import type { Verdict } from "../scoring/scorecard.ts";

export const EXIT = { passed: 0, failed: 1, badInput: 2, inconclusive: 3, aborted: 4, defect: 70 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_VERDICT: Readonly<Record<Verdict, ExitCode>> = {
  pass: EXIT.passed,
  fail: EXIT.failed,
  inconclusive: EXIT.inconclusive,
};

export const exitCodeOf = (verdict: Verdict): ExitCode => OF_VERDICT[verdict];
