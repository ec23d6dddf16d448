/** Shares and seeds in words: what the gate says and what reports say must not differ. */

/** `97.5%`; all and none are told without decimals, and nothing else is told as all or none. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100}%`;
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)}%`;
}

/** `3, 7, 11–14`, of at most so many runs.
 *  @param seeds ascending */
export function seedList(seeds: readonly number[], mostRuns = 20): string {
  const runs: { first: number; last: number }[] = [];
  for (const seed of seeds) {
    const run = runs.at(-1);
    if (run !== undefined && seed === run.last + 1) run.last = seed;
    else runs.push({ first: seed, last: seed });
  }
  const shown = runs
    .slice(0, mostRuns)
    .map(({ first, last }) =>
      first === last ? `${first}` : `${first}${last === first + 1 ? ", " : "–"}${last}`,
    );
  const left = runs.slice(mostRuns).reduce((count, { first, last }) => count + last - first + 1, 0);
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${left} more`;
}
