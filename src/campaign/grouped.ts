/** Items gathered under names of theirs, sorted by name (code units). No group is empty. */

import { byCodeUnit } from "./plan.ts";

export type Group<Item> = readonly [Item, ...Item[]];

export function grouped<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
): ReadonlyMap<string, Group<Item>> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return new Map([...groups].sort(([a], [b]) => byCodeUnit(a, b)));
}
