/** What a campaign's results depend on besides the code: two results may be merged, resumed or compared only where
 *  these agree (each use says in which). Digests are SHA-256 over the checked data, not over the files' bytes. */

export interface NamedDigest {
  readonly id: string;
  readonly sha256: string;
}

export interface CampaignScenario extends NamedDigest {
  readonly rubric: NamedDigest;
}

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** What the command line called things: the commands that play a drill again are made of it, and nothing depends on it. */
export interface CampaignNames {
  /** Null: the one that is taken where none is named. */
  readonly runbook: string | null;
  readonly chaos: string | null;
  /** Of scenarios that were not called by their ids. */
  readonly scenarios: Readonly<Record<string, string>>;
}

export interface CampaignIdentity {
  readonly productVersion: string;
  /** `none`, `light`, `heavy` or the id of a chaos file. */
  readonly chaos: string;
  /** Of the chaos plan; null where there is none. */
  readonly chaosSha256: string | null;
  readonly player: string;
  readonly runbook: NamedDigest & { readonly version: string };
  /** Sorted by id. */
  readonly scenarios: readonly CampaignScenario[];
  readonly seeds: SeedRange;
  readonly names: CampaignNames;
}
