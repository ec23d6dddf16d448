/** What rule tests left untouched, as lines of plain text, with the place of each. Pure. */

import { formatProblem } from "../input-error.ts";
import type { Branch, CoverageReport } from "../rules/testing/coverage.ts";
import { wrapped } from "./wrapped.ts";

export function coverageLines(coverage: CoverageReport): readonly string[] {
  const { rules, branches, untouched } = coverage;
  return [
    `coverage ${percentText(coverage)}: ${branches.touched} of ${branches.total} branches, ${rules.touched} of ${rules.total} rules`,
    ...untouched.flatMap((branch) => wrapped(`  ${branchText(branch)}`, "    ")),
  ];
}

/** Rounded down, so that what is not whole never looks whole. */
export const percentText = ({ percent }: CoverageReport): string => `${Math.floor(percent * 10) / 10}%`;

export function branchText({ place, untouched, text }: Branch): string {
  return formatProblem({ ...place, message: text === null ? untouched : `${untouched}: ${text}` });
}
