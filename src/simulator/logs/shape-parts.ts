/** Which shapes are kept for reporting: about a third of each list, told by a stable hash of their ids. Drills print all
 *  shapes; a scenario may ask for one part alone, so that what was tuned on the one is reported on the other.
 *  Invariants: of a list of two shapes or more each part has some; a list of which a part would have none is printed
 *  whole under that part too. Parts are worked out when they are first asked for: drills that print everything never do. */

import { mix } from "./vary.ts";

export const SHAPE_PARTS = ["tuning", "reporting"] as const;
export type ShapePart = (typeof SHAPE_PARTS)[number];
/** What a world prints. */
export type PrintedShapes = "all" | ShapePart;

/** Of all 32-bit hashes those below: somewhat less than a third, since short lists give one at least. */
const DIVIDE_AT = 1_250_000_000;

interface Identified {
  readonly id: string;
}

/** FNV-1a over the code units, mixed so that ids with a common beginning or end fall apart. */
function stableHash(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return mix(hash, id.length);
}

/** Ids kept for reporting of shapes that may stand for one another: those whose hash says so, but of two and more
 *  neither none nor all. So a new shape moves no other, or one at most. */
export function keptForReporting(shapes: readonly Identified[]): ReadonlySet<string> {
  const hashes = new Map(shapes.map(({ id }) => [id, stableHash(id)]));
  const byHash = [...hashes].sort(([, a], [, b]) => a - b);
  const below = byHash.filter(([, hash]) => hash < DIVIDE_AT).length;
  const kept = byHash.length < 2 ? 0 : Math.min(byHash.length - 1, Math.max(1, below));
  return new Set(byHash.slice(0, kept).map(([id]) => id));
}

const KNOWN: Readonly<Record<ShapePart, WeakMap<readonly Identified[], readonly Identified[]>>> = {
  tuning: new WeakMap(),
  reporting: new WeakMap(),
};

/** Those of a table's slots that a world prints. */
export function slotsOf<Shape extends Identified>(
  slots: readonly Shape[],
  printed: PrintedShapes,
): readonly Shape[] {
  if (printed === "all") return slots;
  const known = KNOWN[printed].get(slots) as readonly Shape[] | undefined;
  if (known !== undefined) return known;
  const reporting = keptForReporting(slots);
  const own = slots.filter(({ id }) => reporting.has(id) === (printed === "reporting"));
  const part = own.length === 0 ? slots : own;
  KNOWN[printed].set(slots, part);
  return part;
}
