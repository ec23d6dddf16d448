/** The command that plays a drill of a campaign again. */

import type { CampaignIdentity } from "./identity.ts";
import type { PlannedDrill } from "./plan.ts";

/** Null: what the command line takes when it is told nothing. */
export interface ReplayedDrill extends PlannedDrill {
  readonly runbook: string | null;
  readonly chaos: string | null;
  readonly player: string | null;
}

export const DEFAULT_PLAYER = "responder";

export function commandOf({ scenario, seed, runbook, chaos, player }: ReplayedDrill): string {
  const parts = [`npx firedrill run ${scenario} --seed ${seed}`];
  if (runbook !== null) parts.push(`--runbook ${runbook}`);
  if (chaos !== null) parts.push(`--chaos ${chaos}`);
  if (player !== null && player !== DEFAULT_PLAYER) parts.push(`--player ${player}`);
  return parts.join(" ");
}

export const replayLineOf = ({ names, player }: CampaignIdentity, { scenario, seed }: PlannedDrill): string =>
  commandOf({
    scenario: names.scenarios[scenario] ?? scenario,
    seed,
    runbook: names.runbook,
    chaos: names.chaos,
    player,
  });
