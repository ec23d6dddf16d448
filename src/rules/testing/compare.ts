/** Whether what was got is what was expected: as sets, in whatever order; labels and annotations to the letter, numbers to
 *  the bit (`NaN` equals nothing, as in promtool), or to the last bit but one where the file asks for that. */

import { present } from "../../assert.ts";
import type { LabelRecord } from "../labels.ts";
import type { ExpectedAlert, ExpectedSample } from "./test-file.ts";

/** In one order, whatever order their names were written in. */
export const labelsKey = (labels: LabelRecord): string =>
  JSON.stringify(
    Object.keys(labels)
      .sort()
      .map((name) => [name, labels[name]]),
  );

const alertKey = ({ labels, annotations }: ExpectedAlert): string =>
  labelsKey(labels) + labelsKey(annotations);

export const sortedAlerts = (alerts: readonly ExpectedAlert[]): readonly ExpectedAlert[] =>
  sortedBy(alerts, alertKey);

export const sortedSamples = (samples: readonly ExpectedSample[]): readonly ExpectedSample[] =>
  sortedBy(samples, ({ labels }) => labelsKey(labels));

/** Both sorted. */
export const sameAlerts = (one: readonly ExpectedAlert[], other: readonly ExpectedAlert[]): boolean =>
  one.length === other.length &&
  one.every((alert, index) => alertKey(alert) === alertKey(present(other[index], "alert")));

/** Both sorted. */
export const sameSamples = (
  one: readonly ExpectedSample[],
  other: readonly ExpectedSample[],
  fuzzy: boolean,
): boolean =>
  one.length === other.length &&
  one.every(({ labels, value }, index) => {
    const sample = present(other[index], "sample");
    return labelsKey(labels) === labelsKey(sample.labels) && sameNumber(value, sample.value, fuzzy);
  });

const sameNumber = (one: number, other: number, fuzzy: boolean): boolean =>
  one === other || (fuzzy && areNeighbours(one, other));

const BITS = new DataView(new ArrayBuffer(16));

/** Whether there is no float between two floats. */
function areNeighbours(one: number, other: number): boolean {
  if (!Number.isFinite(one) || !Number.isFinite(other)) return false;
  BITS.setFloat64(0, one);
  BITS.setFloat64(8, other);
  const distance = ordinal(BITS.getBigInt64(0)) - ordinal(BITS.getBigInt64(8));
  return distance === 1n || distance === -1n;
}

/** Floats in their order: those below zero have their bits the other way round. */
const ordinal = (bits: bigint): bigint => (bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits);

function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
