/** `histogram_quantile` of classic histograms: one series for each bucket, its upper bound in the label `le`. Native
 *  histograms are not supported. */

import { LabelMapping, METRIC_NAME } from "./labels.ts";
import { parseFloatAsGo } from "./literal.ts";
import {
  type PlanContext,
  type PrometheusVersion,
  type ScalarPlan,
  Vector,
  type VectorPlan,
} from "./plan.ts";

interface Bucket {
  readonly upperBound: number;
  count: number;
}

const BUCKET_LABEL = "le";
/** Version 3 takes a fall as small as this for rounding. */
const TOLERATED_FALL = 1e-12;

export function planHistogramQuantile(
  share: ScalarPlan,
  operand: VectorPlan,
  { store, settings }: PlanContext,
): VectorPlan {
  const { labels } = store;
  const histogramOf = new LabelMapping((id) => labels.without(labels.at(id), [METRIC_NAME, BUCKET_LABEL]).id);
  const bounds = new Map<number, number | null>();
  const boundOf = (id: number): number | null => {
    let bound = bounds.get(id);
    if (bound === undefined) {
      bound = parseFloatAsGo(labels.at(id).get(BUCKET_LABEL));
      bounds.set(id, bound);
    }
    return bound;
  };
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: true,
    evaluate(at) {
      const wanted = share.evaluate(at);
      const { length, ids, values } = operand.evaluate(at);
      const histograms = new Map<number, Bucket[]>();
      for (let index = 0; index < length; index += 1) {
        const upperBound = boundOf(ids[index] as number);
        // No bucket's series: left out, as Prometheus does.
        if (upperBound === null) continue;
        const histogram = histogramOf.of(ids[index] as number);
        const bucket = { upperBound, count: values[index] as number };
        const buckets = histograms.get(histogram);
        if (buckets === undefined) histograms.set(histogram, [bucket]);
        else buckets.push(bucket);
      }
      vector.begin(histograms.size);
      for (const [id, buckets] of histograms)
        vector.push(id, quantileOfBuckets(wanted, buckets, settings.version));
      return vector.end();
    },
  };
}

function quantileOfBuckets(share: number, unordered: readonly Bucket[], version: PrometheusVersion): number {
  if (Number.isNaN(share)) return Number.NaN;
  if (share < 0) return -Infinity;
  if (share > 1) return Infinity;
  const ordered = unordered.toSorted((a, b) =>
    a.upperBound === b.upperBound ? 0 : a.upperBound - b.upperBound,
  );
  if (ordered.at(-1)?.upperBound !== Infinity) return Number.NaN;
  const buckets = rising(coalesced(ordered), version);
  const last = buckets.length - 1;
  const observations = (buckets[last] as Bucket).count;
  if (last < 1 || observations === 0) return Number.NaN;
  let rank = share * observations;
  let found = 0;
  while (found < last && !((buckets[found] as Bucket).count >= rank)) found += 1;
  // What lies above the highest finite bound is taken for that bound.
  if (found === last) return (buckets[last - 1] as Bucket).upperBound;
  const { upperBound, count } = buckets[found] as Bucket;
  if (found === 0 && upperBound <= 0) return upperBound;
  if (found === 0) return upperBound * (rank / count);
  const below = buckets[found - 1] as Bucket;
  rank -= below.count;
  return below.upperBound + (upperBound - below.upperBound) * (rank / (count - below.count));
}

/** Buckets of the same bound as one. */
function coalesced(ordered: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const { upperBound, count } of ordered) {
    const last = buckets.at(-1);
    if (last?.upperBound === upperBound) last.count += count;
    else buckets.push({ upperBound, count });
  }
  return buckets;
}

/** Counts of buckets never fall; where they do, scrapes met the histogram half updated. */
function rising(buckets: Bucket[], version: PrometheusVersion): Bucket[] {
  let most = -Infinity;
  for (const bucket of buckets) {
    const { count } = bucket;
    const close =
      version === "3" && Math.abs(count - most) <= TOLERATED_FALL * (Math.abs(count) + Math.abs(most)) * 0.5;
    if (count > most && !(close && most !== -Infinity)) most = count;
    else if (count < most || close) bucket.count = most;
  }
  return buckets;
}
