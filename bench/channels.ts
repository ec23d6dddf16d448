/** What each channel of observation is worth: pass rates with one of them taken away, and with three times the noise,
 *  pooled over the scenarios and paired by seed. Ends with exit 1 when a channel is worth nothing or noise helps.
 *  Bounded: some minutes. Usage: node bench/channels.ts [LAST_SEED]   (default 200) */

import { scenarioNames } from "../src/cli/library.ts";
import type { FaultRule } from "../src/faults/rule.ts";
import { type Batch, playAll } from "./plays.ts";

const lastSeed = Number(process.argv[2] ?? 200);
const always = { from: null, until: null, chance: 10_000 } as const;
const UNAVAILABLE = { verdict: "fail", reason: "unavailable", retryAfterMs: null } as const;
const DROPPED = { verdict: "drop" } as const;

interface Variant {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly noiseFactor: number;
  /** Whether its pass rate is expected below that of the whole. */
  readonly costs: boolean;
}

const without = (name: string, rule: FaultRule): Variant => ({
  name: `without ${name}`,
  rules: [rule],
  noiseFactor: 1,
  costs: true,
});

const WHOLE: Variant = { name: "everything", rules: [], noiseFactor: 1, costs: false };
const VARIANTS: readonly Variant[] = [
  without("metrics", {
    ...always,
    id: "no-metrics",
    on: "effect",
    kinds: ["query-metrics"],
    outcome: UNAVAILABLE,
  }),
  without("logs", { ...always, id: "no-logs", on: "event", kinds: ["log-batch"], outcome: DROPPED }),
  without("probes", { ...always, id: "no-probes", on: "effect", kinds: ["probe"], outcome: UNAVAILABLE }),
  without("alerts", { ...always, id: "no-alerts", on: "event", kinds: ["alert"], outcome: DROPPED }),
  { name: "three times the noise", rules: [], noiseFactor: 3, costs: false },
];

/** Of a gain, in points: whatever noise adds beyond this is no chance. */
const MOST_GAIN = 1;
/** One-sided 95%. */
const Z = 1.645;

const scenarios = scenarioNames().filter((name) => !name.startsWith("control-"));
const batchesOf = ({ rules, noiseFactor }: Variant): readonly Batch[] =>
  scenarios.map((scenario) => ({
    scenario,
    runbook: "rb-launch-005@1.1",
    player: "responder",
    firstSeed: 1,
    lastSeed,
    faultRules: rules,
    noiseFactor,
  }));
const played = await playAll([WHOLE, ...VARIANTS].flatMap(batchesOf));
const verdictsOf = (variant: number): readonly boolean[] =>
  played
    .slice(variant * scenarios.length, (variant + 1) * scenarios.length)
    .flat()
    .map(({ card }) => card.verdict === "pass");

const base = verdictsOf(0);
const count = (verdicts: readonly boolean[]): number => verdicts.filter(Boolean).length;
const points = (share: number): string => (share * 100).toFixed(1);
console.log(
  `${scenarios.length} scenarios, seeds 1..${lastSeed}, ${base.length} drills each, paired by seed (runbook 1.1, no chaos)`,
);
console.log(`${WHOLE.name.padEnd(24)} passes ${points(count(base) / base.length).padStart(5)}%`);
let broken = 0;
for (const [index, { name, costs }] of VARIANTS.entries()) {
  const now = verdictsOf(index + 1);
  // Paired: only seeds that changed their verdict count towards the difference and its error.
  const gained = now.filter((passes, place) => passes && base[place] === false).length;
  const lost = now.filter((passes, place) => !passes && base[place] === true).length;
  const difference = (gained - lost) / now.length;
  const error = Math.sqrt(Math.max(0, gained + lost - (gained - lost) ** 2 / now.length)) / now.length;
  const bound = difference + Z * error;
  const holds = costs ? bound < 0 : bound * 100 <= MOST_GAIN;
  if (!holds) broken += 1;
  console.log(
    `${name.padEnd(24)} passes ${points(count(now) / now.length).padStart(5)}%  change ${points(difference)} points, at most ${points(bound)} (95%); ${gained} gained, ${lost} lost${holds ? "" : "  <- BROKEN"}`,
  );
}
console.log(broken === 0 ? "every bound holds" : `${broken} bound(s) broken`);
process.exitCode = broken === 0 ? 0 : 1;
