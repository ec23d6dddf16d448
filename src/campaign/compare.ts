/** Two campaigns, drill by drill: what the same seeds of the same scenarios did before and after. */

import type { CampaignDocument } from "./document.ts";

export interface Comparison {
  readonly before: CampaignDocument["identity"];
  readonly after: CampaignDocument["identity"];
  readonly pairs: number;
}
