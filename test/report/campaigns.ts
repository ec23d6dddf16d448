/** Campaigns to be reported: one with a bit of everything, and one full of hostile text. */

import { type Comparison, compareCampaigns } from "../../src/campaign/compare.ts";
import type { CampaignDocument } from "../../src/campaign/document.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import type { DurationMs, InstantMs } from "../../src/units.ts";
import {
  alarmed,
  control,
  detectedAfter,
  documentOf,
  failed,
  inconclusive,
  rowWith,
  seeded,
  without,
} from "../campaign/hand-made.ts";

const lost: Partial<DrillRow> = {
  ...failed(["resolve missed its target", "unneeded: throttle for a quota"]),
  ...without("resolve"),
  losses: [
    { target: "resolve", waits: [{ for: "dba-1 to do scale-database", ms: 1_200_000 as DurationMs }] },
  ],
  violations: [{ rule: "unneeded", atMs: 60_000 as InstantMs, detail: "throttle for a quota" }],
  brokenInvariants: [
    { id: "paged-once", kind: "safety", guard: false, atMs: 1 as InstantMs, detail: "paged twice" },
  ],
  diagnosis: { truth: ["model-api-outage"], named: [], correct: false },
};

const chaos = { toolFaults: [{ id: "chat-outage", bites: 0 }] };

export const MIXED_ROWS: readonly DrillRow[] = [
  ...seeded(8, (seed) => (seed === 3 || seed > 6 ? { ...chaos, ...lost } : chaos)),
  rowWith({ seed: 9, ...inconclusive }),
  ...[1, 2, 3].map((seed) => control({ seed })),
  alarmed({ seed: 4 }),
];

export const MIXED: CampaignDocument = documentOf(MIXED_ROWS, {
  chaos: "light",
  names: { runbook: null, chaos: "light", scenarios: {} },
});

/** All passed, a little later. */
export const EARLIER: CampaignDocument = documentOf(
  [
    ...seeded(9, () => ({ journalSha256: "e".repeat(64), clocks: detectedAfter(6) })),
    ...[1, 2, 3, 4].map((seed) => control({ seed })),
  ],
  { chaos: "light", names: { runbook: null, chaos: "light", scenarios: {} } },
);

export const MIXED_COMPARISON: Comparison = compareCampaigns(EARLIER, MIXED);

export const HOSTILE_TEXTS: readonly string[] = [
  "]]> <!-- & <b> \"quoted\" 'too' </failure>",
  "\u001b[2J\u0000\u0007\u000b\u001f\u007f\u009b31m",
  "\ud800 \udfff \ufffe \uffff half of a character",
  "| a | `code` ``more`` | \\ ** _ ~~ [link](https://evil.example) ![x](y) <details> @everyone #1",
  "first\r\nsecond\n::error title=forged::forged\n::set-output name=x::y % , :",
  "\u202ereversed\u202c",
  "</details>\n\n# heading\n\n- item",
];

export const HOSTILE: CampaignDocument = documentOf(
  HOSTILE_TEXTS.map((text, index) =>
    rowWith({
      seed: index + 1,
      ...(index % 3 === 2 ? { verdict: "inconclusive", reasons: [text] } : failed([text, text])),
      losses: [{ target: "detect", waits: [{ for: text, ms: 60_000 as DurationMs }] }],
      brokenInvariants: [{ id: "approved", kind: "safety", guard: true, atMs: 1 as InstantMs, detail: text }],
      toolFaults: [{ id: text, bites: index }],
    }),
  ),
  {
    chaos: HOSTILE_TEXTS[0] as string,
    player: HOSTILE_TEXTS[3] as string,
    runbook: { id: HOSTILE_TEXTS[2] as string, version: HOSTILE_TEXTS[1] as string, sha256: "b".repeat(64) },
    names: { runbook: HOSTILE_TEXTS[3] as string, chaos: HOSTILE_TEXTS[4] as string, scenarios: {} },
  },
);
