/** What a runbook file says about its data, as data: the leaves, where two files differ, and which entry of the
 *  provenance speaks for which of them. Works on the file as written, so that a threshold is compared as people read it.
 *  Paths are lists of keys; a member of a list is named by its id where the members have one, else by its place. */

import { isDeepStrictEqual } from "node:util";

export type Path = readonly string[];

export interface Entry {
  readonly path: string;
  readonly heading?: string;
  readonly statement?: string;
  readonly default?: string;
  readonly change?: string;
}

export type RunbookData = Readonly<Record<string, unknown>>;

/** What is said about the data, and what editors need, are no data. */
const NO_DATA: ReadonlySet<string> = new Set(["provenance", "$schema"]);

export function dataOf(file: RunbookData): RunbookData {
  return Object.fromEntries(Object.entries(file).filter(([key]) => !NO_DATA.has(key)));
}

export const written = (path: Path): string => path.join(".");
export const pathOf = (text: string): Path => text.split(".");

/** Below the other path, or the same. */
export const isWithin = (path: Path, outer: Path): boolean =>
  outer.length <= path.length && outer.every((key, index) => path[index] === key);

const isRecord = (value: unknown): value is RunbookData =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Null when the list's members have no ids of their own. */
function byId(list: readonly unknown[]): ReadonlyMap<string, unknown> | null {
  const members = new Map<string, unknown>();
  for (const member of list) {
    if (!isRecord(member) || typeof member["id"] !== "string") return null;
    members.set(member["id"], member);
  }
  return list.length === 0 ? null : members;
}

/** A value's parts by name; null for what has no parts: texts, numbers, and empty lists, which say "none". */
function partsOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    return [...(byId(value) ?? value.entries())].map(([key, member]) => [String(key), member]);
  }
  return isRecord(value) ? Object.entries(value) : null;
}

export function leavesOf(value: unknown, at: Path = []): readonly Path[] {
  const parts = partsOf(value);
  return parts === null ? [at] : parts.flatMap(([key, part]) => leavesOf(part, [...at, key]));
}

export function exists(data: RunbookData, path: Path): boolean {
  let value: unknown = data;
  for (const key of path) {
    const found = partsOf(value)?.find(([name]) => name === key);
    if (found === undefined) return false;
    value = found[1];
  }
  return true;
}

/** The highest places at which two files differ. A list without ids differs as a whole, since nothing tells which of
 *  its members are the same; one with ids differs at the list itself where common members stand in another order. */
export function differencesOf(one: unknown, other: unknown, at: Path = []): readonly Path[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (isRecord(one) && isRecord(other)) return differencesByKey(one, other, at);
  const members = Array.isArray(one) ? byId(one) : null;
  const others = Array.isArray(other) ? byId(other) : null;
  if (members === null || others === null) return [at];
  const order = [...members.keys()].filter((id) => others.has(id));
  const otherOrder = [...others.keys()].filter((id) => members.has(id));
  return [
    ...(isDeepStrictEqual(order, otherOrder) ? [] : [at]),
    ...differencesByKey(Object.fromEntries(members), Object.fromEntries(others), at),
  ];
}

function differencesByKey(one: RunbookData, other: RunbookData, at: Path): readonly Path[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    key in one && key in other ? differencesOf(one[key], other[key], [...at, key]) : [[...at, key]],
  );
}

/** Places that no entry speaks for. */
export const uncovered = (places: readonly Path[], entries: readonly Entry[]): readonly string[] =>
  places.filter((place) => !entries.some(({ path }) => isWithin(place, pathOf(path)))).map(written);

/** Entries that speak for no place at all, or only for places that a more precise entry speaks for. */
export function idle(places: readonly Path[], entries: readonly Entry[]): readonly string[] {
  const paths = entries.map(({ path }) => pathOf(path));
  const speaking = new Set<string>();
  for (const place of places) {
    const covering = paths.filter((path) => isWithin(place, path));
    const longest = Math.max(0, ...covering.map(({ length }) => length));
    for (const path of covering) if (path.length === longest) speaking.add(written(path));
  }
  return entries.map(({ path }) => path).filter((path) => !speaking.has(path));
}
