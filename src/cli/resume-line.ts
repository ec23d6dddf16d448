/** The command that goes on with a campaign that was stopped: the same words again, without what was the default. */

import { DEFAULT_PLAYER } from "../campaign/replay-line.ts";
import type { CampaignOptions } from "./campaign.ts";
import { NO_CHAOS_NAME } from "./chaos.ts";
import { DEFAULT_RUNBOOK } from "./library.ts";

export function resumeLine(scenarios: readonly string[], options: CampaignOptions): string {
  const valued: readonly (readonly [string, string | undefined, string?])[] = [
    ["--seeds", options.seeds],
    ["--runbook", options.runbook, DEFAULT_RUNBOOK],
    ["--player", options.player, DEFAULT_PLAYER],
    ["--chaos", options.chaos, NO_CHAOS_NAME],
    ["--workers", options.workers],
    ["--shard", options.shard],
    ["--store", options.store],
    ["--until", options.until],
    ["--baseline", options.baseline],
    ["--fail-on", options.failOn],
    ["--junit", options.junit],
    ["--markdown", options.markdown],
  ];
  return [
    "npx firedrill campaign",
    ...scenarios.map(quoted),
    ...valued.flatMap(([name, value, unsaid]) =>
      value === undefined || value === unsaid ? [] : [name, quoted(value)],
    ),
    ...(options.annotations === true ? ["--annotations"] : []),
    ...(options.json === true ? ["--json"] : []),
  ].join(" ");
}

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
