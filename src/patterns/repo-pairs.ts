/** How often which repository, as pairs of numbers within a record: the first so many that come, each with its count. A
 *  repository's number stands there plus one, so that 0 is none. */

export interface NumberedRepoCount {
  /** Negative for lines that named none, or one beyond the kept. */
  readonly repo: number;
  readonly count: number;
}

type Records = Float64Array | Uint32Array;

/** The pairs stand from `from` to `end`. A repository beyond these is not counted. */
export function countRepo(records: Records, from: number, end: number, repo: number): void {
  if (repo < 0) return;
  for (let place = from; place < end; place += 2) {
    const kept = records[place];
    if (kept !== 0 && kept !== repo + 1) continue;
    records[place] = repo + 1;
    (records[place + 1] as number) += 1;
    return;
  }
}

/** In the order in which they came. */
export function reposWithin(records: Records, from: number, end: number): NumberedRepoCount[] {
  const found: NumberedRepoCount[] = [];
  for (let place = from; place < end && records[place] !== 0; place += 2)
    found.push({ repo: (records[place] as number) - 1, count: records[place + 1] as number });
  return found;
}

export const commonestFirst = (a: NumberedRepoCount, b: NumberedRepoCount): number =>
  b.count - a.count || a.repo - b.repo;
