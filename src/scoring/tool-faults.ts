/** The faults of the responder's own tools in a drill, and how often each decided over a call or an event. One that
 *  never bit has tested nothing: it is said, and changes no verdict. */

import type { InstantMs } from "../units.ts";
import { type Trace, truthsOf } from "./trace.ts";

export interface ToolFaultScore {
  readonly id: string;
  readonly what: string;
  readonly from: InstantMs | null;
  readonly until: InstantMs | null;
  readonly bites: number;
}

export function toolFaultsOf(trace: Trace): readonly ToolFaultScore[] {
  const bites = new Map(
    truthsOf(trace, "tool-fault-bites").map(({ value }) => [value.fault, value.bites] as const),
  );
  return truthsOf(trace, "tool-fault").map(({ value: { fault, what, from, until } }) => ({
    id: fault,
    what,
    from,
    until,
    bites: bites.get(fault) ?? 0,
  }));
}
