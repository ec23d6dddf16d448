/** The world's Prometheus: scrapes the pods' counters into series, and answers queries on them.
 *  What a scrape can do to a number happens here: it is missed (its series go stale, `up` is 0), a counter starts anew
 *  with its pod, a series appears only once its first failure has been counted. */

import type { RandomStream } from "../../prng.ts";
import type { Sample } from "../../responder/reading.ts";
import { QueryEngine } from "../../rules/engine.ts";
import { type Series, SeriesStore } from "../../rules/series.ts";
import { type InstantMs, minutes, plus } from "../../units.ts";
import type { FaultOf } from "../scenario-schema.ts";
import type { DrawnFault } from "../world/faults.ts";
import { mark, type Pod, type Repository, type World } from "../world/world.ts";

const EXECUTIONS = "flowengine_flow_executions_total";
const FAILURES = "flowengine_flow_failures_total";
const SPEND = "flowengine_llm_cost_dollars_total";
/** Prometheus' own: whether the scrape succeeded. */
const UP = "up";

interface PodSeries {
  readonly pod: Pod;
  readonly executions: Series[];
  /** Made when the repository's first failure on this pod has been counted. */
  readonly failures: (Series | null)[];
  readonly spend: Series;
  readonly up: Series;
  missed: boolean;
  /** What the counters stood at before this drill. */
  readonly failedBefore: readonly number[];
}

export interface SimulatedPrometheus {
  readonly store: SeriesStore;
  readonly engine: QueryEngine;
  query(expression: string, at: InstantMs): readonly Sample[];
  podStarted(pod: Pod): void;
  podStopped(pod: Pod): void;
  start(): void;
}

interface Scraper extends SimulatedPrometheus {
  readonly world: World;
  readonly draws: RandomStream;
  readonly targets: Map<string, PodSeries>;
  readonly gaps: readonly DrawnFault[];
  readonly past: readonly DrawnFault[];
}

const SAMPLES_PER_SERIES = 512;

export function createPrometheus(
  world: World,
  faults: readonly DrawnFault[],
  epochMs: number,
): SimulatedPrometheus {
  const store = new SeriesStore({ samplesPerSeries: SAMPLES_PER_SERIES });
  const engine = new QueryEngine(store, { epochMs });
  const scraper: Scraper = {
    world,
    store,
    engine,
    draws: world.streams.stream("observe/scrapes"),
    targets: new Map(),
    gaps: faults.filter(({ fault }) => fault.kind === "scrape-gap"),
    past: faults.filter(({ fault }) => fault.kind === "past-failures"),
    query: (expression, at) => samplesOf(engine, expression, at),
    podStarted: (pod) => addTarget(scraper, pod),
    podStopped: (pod) => dropTarget(scraper, pod),
    start: () => {
      writePast(scraper);
      scrape(scraper, world.queue.now);
    },
  };
  return scraper;
}

function samplesOf(engine: QueryEngine, expression: string, at: InstantMs): readonly Sample[] {
  const result = engine.query(expression).evaluate(at);
  switch (result.kind) {
    case "vector":
      return result.samples;
    case "scalar":
      return [{ labels: {}, value: result.value }];
    case "string":
      return [];
  }
}

function addTarget(scraper: Scraper, pod: Pod): void {
  const { store, world, past } = scraper;
  const first = scraper.targets.size < world.deployment.replicas && world.queue.now === 0;
  const failedBefore = world.repositories.map((repo) =>
    first ? pastFailures(world, past, repo, scraper.targets.size) : 0,
  );
  scraper.targets.set(pod.name, {
    pod,
    executions: world.repositories.map((repo) =>
      store.series(EXECUTIONS, { repo: repo.name, pod: pod.name }),
    ),
    failures: world.repositories.map(() => null),
    spend: store.series(SPEND, { pod: pod.name }),
    up: store.series(UP, { pod: pod.name }),
    missed: false,
    failedBefore,
  });
}

function dropTarget(scraper: Scraper, pod: Pod): void {
  const target = scraper.targets.get(pod.name);
  if (target === undefined) return;
  scraper.targets.delete(pod.name);
  const { now } = scraper.world.queue;
  if (!target.missed) markStale(scraper, target, now);
  if (target.up.newestMs < now && target.up.count > 0) scraper.store.markStale(target.up, now);
}

function markStale({ store }: Scraper, { executions, failures, spend }: PodSeries, at: InstantMs): void {
  for (const series of [...executions, ...failures, spend]) {
    if (series !== null && series.newestMs < at && series.count > 0) store.markStale(series, at);
  }
}

function inGap({ gaps, world }: Scraper, at: InstantMs): boolean {
  for (const { fault, onsetAt, lasts } of gaps) {
    if (at < onsetAt || lasts === null || at >= plus(onsetAt, lasts)) continue;
    mark(world, fault.id, "scrapes-missed");
    return true;
  }
  return false;
}

function scrape(scraper: Scraper, at: InstantMs): void {
  const { store, world, draws, targets } = scraper;
  const { scrapeEvery, missedScrapes } = world.scenario.observation;
  const gap = inGap(scraper, at);
  for (const target of targets.values()) {
    if (gap || draws.chance(missedScrapes)) {
      if (!target.missed) markStale(scraper, target, at);
      target.missed = true;
      store.append(target.up, at, 0);
      continue;
    }
    target.missed = false;
    store.append(target.up, at, 1);
    collect(scraper, target, at);
  }
  world.queue.schedule(plus(at, scrapeEvery), scrape, scraper);
}

function collect({ store, world }: Scraper, target: PodSeries, at: InstantMs): void {
  const { pod, executions, failures, failedBefore } = target;
  for (let index = 0; index < executions.length; index += 1) {
    const failed = (pod.failed[index] as number) + (failedBefore[index] as number);
    store.append(executions[index] as Series, at, (pod.completed[index] as number) + failed);
    if (failed === 0) continue;
    let series = failures[index];
    if (series === null || series === undefined) {
      series = store.series(FAILURES, {
        repo: (world.repositories[index] as Repository).name,
        pod: pod.name,
      });
      failures[index] = series;
    }
    store.append(series, at, failed);
  }
  store.append(target.spend, at, pod.microDollars / 1_000_000);
}

const PAST_EVERY = minutes(1);
const PAST_FROM = minutes(75);

const pastOf = (fault: DrawnFault["fault"]): FaultOf<"past-failures"> => fault as FaultOf<"past-failures">;

/** Failures of an incident that is over, spread over the first pods. */
function pastFailures(world: World, past: readonly DrawnFault[], repo: Repository, podIndex: number): number {
  let total = 0;
  for (const { fault } of past) {
    const { repositories, failures, id } = pastOf(fault);
    if (!repositories.includes(repo.name)) continue;
    total += world.streams
      .stream(`observe/past/${id}/${repo.name}/${podIndex}`)
      .between(failures[0], failures[1]);
  }
  return total;
}

/** Writes the history that an earlier incident left behind: counters that rose, and stopped rising before the start. */
function writePast(scraper: Scraper): void {
  const { past, store, targets, world } = scraper;
  for (const { fault, lasts } of past) {
    const endedAt = -(lasts ?? 0);
    mark(world, fault.id, "failures-in-history");
    for (let at = -PAST_FROM; at < 0; at += PAST_EVERY) {
      for (const { pod, executions, failedBefore } of targets.values()) {
        executions.forEach((series, index) => {
          const reached = Math.min(1, Math.max(0, (at + PAST_FROM) / (PAST_FROM + endedAt)));
          const failed = Math.floor((failedBefore[index] as number) * reached);
          store.append(series, at as InstantMs, failed);
          if (failed === 0) return;
          const name = (world.repositories[index] as Repository).name;
          store.append(store.series(FAILURES, { repo: name, pod: pod.name }), at as InstantMs, failed);
        });
      }
    }
  }
}
