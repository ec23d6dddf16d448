/** A campaign's results in a store: what they depend on is written beside them, and a store that depends on something
 *  else is refused. A store may hold more drills than one campaign asks for, and be asked again for more. */

import type { DrillRow } from "../campaign/drill-row.ts";
import type { CampaignIdentity, CampaignScenario, Shard } from "../campaign/identity.ts";
import { byCodeUnit } from "../campaign/plan.ts";
import { InputError } from "../input-error.ts";
import { openStore, type ResultStore } from "../store/results.ts";
import { digestOfCode } from "./digest.ts";

export interface CampaignStore {
  rows(): readonly DrillRow[];
  put(rows: readonly DrillRow[]): void;
  /** As what the campaign turned out: one that stops by itself does not know its seeds before. */
  describe(identity: CampaignIdentity): void;
  close(): void;
}

/** What stands beside the rows. */
export interface StoreDescription {
  /** Of the latest campaign that used it. */
  readonly identity: CampaignIdentity;
  /** All that it ever had, sorted by id. */
  readonly scenarios: readonly CampaignScenario[];
  readonly shard: Shard | null;
  readonly code: string;
}

/** @throws InputError when the file is none, or holds results of something else. */
export function openCampaignStore(
  path: string,
  identity: CampaignIdentity,
  shard: Shard | null,
): CampaignStore {
  const store = openStore(path);
  const code = digestOfCode();
  let scenarios: readonly CampaignScenario[];
  const describe = (described: CampaignIdentity): void =>
    store.describe(
      JSON.stringify({ identity: described, scenarios, shard, code } satisfies StoreDescription),
    );
  try {
    const before = descriptionOf(store);
    const differences = before === null ? [] : differencesOf(before, identity, code);
    if (differences.length > 0) {
      const message = `the store holds results of another campaign: ${differences.join("; ")}`;
      throw new InputError([{ file: path, line: null, column: null, message }]);
    }
    scenarios = mergedScenarios(before?.scenarios ?? [], identity.scenarios);
    describe(identity);
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    rows: () => rowsOf(store),
    put: (rows) =>
      store.put(rows.map((row) => ({ scenario: row.scenario, seed: row.seed, json: JSON.stringify(row) }))),
    describe,
    close: () => store.close(),
  };
}

export const descriptionOf = ({ description }: ResultStore): StoreDescription | null =>
  description === null ? null : (JSON.parse(description) as StoreDescription);

export const rowsOf = (store: ResultStore): readonly DrillRow[] =>
  store.rows().map(({ json }) => JSON.parse(json) as DrillRow);

function mergedScenarios(
  before: readonly CampaignScenario[],
  now: readonly CampaignScenario[],
): readonly CampaignScenario[] {
  const byId = new Map([...before, ...now].map((scenario) => [scenario.id, scenario]));
  return [...byId.values()].sort((a, b) => byCodeUnit(a.id, b.id));
}

/** In words, the store's side first. */
function differencesOf(before: StoreDescription, b: CampaignIdentity, code: string): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, was: string, is: string): void => {
    if (was !== is) found.push(`${what} was ${was}, is ${is}`);
  };
  const a = before.identity;
  compare("the version", a.productVersion, b.productVersion);
  compare("the player", a.player, b.player);
  compare("chaos", a.chaos, b.chaos);
  if (a.chaos === b.chaos && a.chaosSha256 !== b.chaosSha256)
    found.push(`the chaos plan ${a.chaos} has changed`);
  compare("the runbook", `${a.runbook.id} ${a.runbook.version}`, `${b.runbook.id} ${b.runbook.version}`);
  if (found.length === 0 && a.runbook.sha256 !== b.runbook.sha256) found.push("the runbook has changed");
  for (const scenario of b.scenarios) {
    const known = before.scenarios.find(({ id }) => id === scenario.id);
    if (known === undefined) continue;
    if (known.sha256 !== scenario.sha256) found.push(`the scenario ${scenario.id} has changed`);
    if (known.rubric.sha256 !== scenario.rubric.sha256)
      found.push(`the rubric of ${scenario.id} has changed`);
  }
  if (found.length === 0 && before.code !== code) found.push("it was made by another build");
  return found;
}
