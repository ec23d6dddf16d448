/** How campaigns are put in words, whatever the page: shares, minutes, seeds, causes. */

import type { Confusion } from "../campaign/findings.ts";
import type { CampaignIdentity, Shard } from "../campaign/identity.ts";
import type { Change } from "../campaign/pairs.ts";
import type { Interval, Rate } from "../campaign/statistics.ts";
import { percent } from "../campaign/words.ts";

const MINUTE_MS = 60_000;
const HUNDRED_MINUTES = 100;

/** `76–100%`, rounded outwards. */
export const percentRange = ({ low, high }: Pick<Rate, "low" | "high">): string =>
  `${Math.floor(low * 100)}–${Math.ceil(high * 100)}%`;

/** `12.5`, `102`. */
export function inMinutes(ms: number): string {
  const minutes = ms / MINUTE_MS;
  return Math.abs(minutes) < HUNDRED_MINUTES ? minutes.toFixed(1) : minutes.toFixed(0);
}

/** `+2.5`, `-0.3`. */
export const signedMinutes = (ms: number): string => `${ms > 0 ? "+" : ""}${inMinutes(ms)}`;

export const minutesRange = ({ low, high }: Interval): string =>
  `${low === null ? "…" : signedMinutes(low)} to ${high === null ? "…" : signedMinutes(high)}`;

export const causesInWords = (causes: readonly string[]): string =>
  causes.length === 0 ? "none of the five" : causes.join(" + ");

export const isRight = ({ massFailure, truth, named }: Confusion): boolean =>
  massFailure
    ? named !== null && named.length === truth.length && named.every((cause) => truth.includes(cause))
    : named === null;

/** `model-api-outage taken for none of the five`. */
export function confusionInWords({ massFailure, truth, named }: Confusion): string {
  const was = massFailure ? causesInWords(truth) : "no mass failure";
  return named === null ? `${was}, not declared` : `${was} taken for ${causesInWords(named)}`;
}

/** `runbook RB-LAUNCH-005 1.1, chaos none, player responder`. */
export const identityInWords = ({ runbook, chaos, player, productVersion }: CampaignIdentity): string =>
  `runbook ${runbook.id} ${runbook.version}, chaos ${chaos}, player ${player}, firedrill ${productVersion}`;

export const drillsInWords = (
  drills: number,
  scenarios: number,
  { seeds }: CampaignIdentity,
  shard: Shard | null,
): string =>
  `${counted(drills, "drill")} of ${counted(scenarios, "scenario")}, seeds ${seeds.first}..${seeds.last}${shard === null ? "" : `, shard ${shard.index}/${shard.of}`}`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `95.0% → 92.5%`. */
export const fromTo = ({ before, after }: Change, pairs: number): string =>
  before === after
    ? percent(after / Math.max(1, pairs))
    : `${percent(before / Math.max(1, pairs))} → ${percent(after / Math.max(1, pairs))}`;

/** `p = 0.012`; what is smaller than anybody cares for is told so. */
export const probability = (chance: number): string =>
  chance < 0.001 ? "p < 0.001" : `p = ${Number(chance.toPrecision(2))}`;
