/** What `--chaos` names: a level that comes with the product, or a file. */

import { CHAOS_LEVELS, type ChaosPlan } from "../faults/chaos.ts";
import { badArgument } from "./bad-argument.ts";
import { digestOf } from "./digest.ts";
import { readSource } from "./library.ts";

export const NO_CHAOS_NAME = "none";

export interface NamedChaos {
  readonly id: string;
  /** Null without chaos. */
  readonly plan: ChaosPlan | null;
  readonly sha256: string | null;
}

const isLevel = (name: string): name is keyof typeof CHAOS_LEVELS => Object.hasOwn(CHAOS_LEVELS, name);

/** @throws InputError */
export async function chaosNamed(name: string): Promise<NamedChaos> {
  if (name === NO_CHAOS_NAME) return { id: name, plan: null, sha256: null };
  if (isLevel(name)) return withDigest(CHAOS_LEVELS[name]);
  if (!/[/.]/.test(name)) {
    const message = `--chaos expects none, ${Object.keys(CHAOS_LEVELS).join(", ")} or a chaos file, not "${name}"`;
    throw badArgument(message);
  }
  const { loadChaosPlan } = await import("../faults/chaos-schema.ts");
  return withDigest(loadChaosPlan(readSource(name)));
}

const withDigest = (plan: ChaosPlan): NamedChaos => ({ id: plan.id, plan, sha256: digestOf(plan) });
