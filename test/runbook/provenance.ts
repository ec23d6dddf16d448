/** What a runbook file says about its data, as data: the leaves, the places where two files differ, and which entries
 *  of the provenance speak for which of them. Works on the file as written, so that thresholds are compared as people
 *  read them.
 *  A place is a dotted path. A member of a list goes by its id where the members have one, else by its index; such an
 *  id is a name, no datum of its own. */

import { isDeepStrictEqual } from "node:util";

export type FileData = Readonly<Record<string, unknown>>;

export interface Entry {
  readonly path: string;
  readonly heading?: string;
  readonly statement?: string;
  readonly default?: string;
  readonly change?: string;
}

/** What is said about the data, and what editors need, is no data. */
const NO_DATA: ReadonlySet<string> = new Set(["provenance", "$schema"]);

export const dataOf = (file: FileData): FileData =>
  Object.fromEntries(Object.entries(file).filter(([key]) => !NO_DATA.has(key)));

const below = (place: string, key: string): string => (place === "" ? key : `${place}.${key}`);

/** The same place, or one below it. */
const isWithin = (place: string, outer: string): boolean => place === outer || place.startsWith(`${outer}.`);

const isRecord = (value: unknown): value is FileData =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Null where the list's members have no ids. */
function byId(list: readonly unknown[]): ReadonlyMap<string, FileData> | null {
  const members = new Map<string, FileData>();
  for (const member of list) {
    if (!isRecord(member) || typeof member["id"] !== "string") return null;
    const { id, ...rest } = member;
    members.set(id, rest);
  }
  return list.length === 0 ? null : members;
}

/** A value's parts by name. Null for what has none: texts, numbers, and empty lists, which say "none". */
function partsOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    return [...(byId(value) ?? value.entries())].map(([key, member]) => [String(key), member]);
  }
  return isRecord(value) ? Object.entries(value) : null;
}

export function leavesOf(value: unknown, at = ""): readonly string[] {
  const parts = partsOf(value);
  return parts === null ? [at] : parts.flatMap(([key, part]) => leavesOf(part, below(at, key)));
}

/** What stands below a list, beside its members, where two lists have these in another order. */
const ORDER = "order";

/** The highest places at which two files differ. Lists without ids differ as a whole: nothing tells which members
 *  of the one are which of the other. */
export function differencesOf(one: unknown, other: unknown, at = ""): readonly string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (isRecord(one) && isRecord(other)) return differencesByKey(one, other, at);
  const members = Array.isArray(one) ? byId(one) : null;
  const others = Array.isArray(other) ? byId(other) : null;
  if (members === null || others === null) return [at];
  const common = [...members.keys()].filter((id) => others.has(id));
  const otherwise = [...others.keys()].filter((id) => members.has(id));
  return [
    ...(isDeepStrictEqual(common, otherwise) ? [] : [below(at, ORDER)]),
    ...differencesByKey(Object.fromEntries(members), Object.fromEntries(others), at),
  ];
}

function differencesByKey(one: FileData, other: FileData, at: string): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    key in one && key in other ? differencesOf(one[key], other[key], below(at, key)) : [below(at, key)],
  );
}

/** Places for which no entry speaks. */
export const uncovered = (places: readonly string[], entries: readonly Entry[]): readonly string[] =>
  places.filter((place) => !entries.some(({ path }) => isWithin(place, path)));

/** Paths of entries that speak for none of the places. */
export const pointless = (places: readonly string[], entries: readonly Entry[]): readonly string[] =>
  entries.map(({ path }) => path).filter((path) => !places.some((place) => isWithin(place, path)));

/** Paths of entries that speak for what a wider entry speaks for already. */
export const doubled = (entries: readonly Entry[]): readonly string[] =>
  entries
    .map(({ path }) => path)
    .filter((path) => entries.some(({ path: outer }) => outer !== path && isWithin(path, outer)));
