/** Alert and recording rules of a drill's rule file that could not be evaluated. It changes no verdict, since the same
 *  rules fail in production; but whoever wonders why no alert came must be told. */

import type { InstantMs } from "../units.ts";
import { type Trace, truthsOf } from "./trace.ts";

export interface FailedRule {
  readonly rule: string;
  readonly message: string;
  readonly firstAt: InstantMs;
}

export const failedRulesOf = (trace: Trace): readonly FailedRule[] =>
  truthsOf(trace, "rule-failed").map(({ at, value: { rule, message } }) => ({ rule, message, firstAt: at }));
