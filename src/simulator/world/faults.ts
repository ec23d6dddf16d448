/** What the scenario's faults do to the world's state when they begin and end: one function per kind. They change
 *  causes only; the failures that follow are the world's own. */

import { unreachable } from "../../assert.ts";
import { type DurationMs, type InstantMs, milliseconds, minutes, plus } from "../../units.ts";
import type { Fault, FaultOf } from "../scenario-schema.ts";
import { OUTAGE_MODES } from "./calls.ts";
import { restart, rollOut, templateOf } from "./deployment.ts";
import { providerNamed } from "./routing.ts";
import { draw } from "./spread.ts";
import { mark, type Repository, type World } from "./world.ts";

/** A fault with everything about it that the seed decides. */
export interface DrawnFault {
  readonly fault: Fault;
  readonly onsetAt: InstantMs;
  /** Null: longer than any drill. */
  readonly lasts: DurationMs | null;
}

export function drawFault(world: Pick<World, "streams">, fault: Fault): DrawnFault {
  const draws = world.streams.stream(`faults/${fault.id}`);
  const onsetAt = draw(draws, fault.onset) as number as InstantMs;
  const lasts =
    fault.kind === "past-failures"
      ? draw(draws, fault.endedBefore)
      : "lasts" in fault && fault.lasts !== null
        ? draw(draws, fault.lasts)
        : null;
  return { fault, onsetAt, lasts };
}

export function scheduleFault(world: World, drawn: DrawnFault): void {
  world.queue.schedule(drawn.onsetAt, begin, { world, drawn });
}

interface Beginning {
  readonly world: World;
  readonly drawn: DrawnFault;
}

function begin({ world, drawn }: Beginning, at: InstantMs): void {
  const { fault } = drawn;
  if (fault.kind !== "past-failures")
    world.witness.truth({ truth: "fault-began", fault: fault.id, what: fault.kind });
  switch (fault.kind) {
    case "provider-outage":
      return beginOutage(world, drawn, fault, at);
    case "volume-surge":
      return beginSurge(world, drawn, fault);
    case "breaking-release":
      world.deployment.broken.set(fault.schemaVersion, { family: fault.family, fault: fault.id });
      return release(world, fault.id, fault.image, fault.schemaVersion);
    case "harmless-release":
      return release(world, fault.id, fault.image, world.deployment.current.schemaVersion);
    case "abrupt-release":
      world.abruptRelease = { fault: fault.id, left: fault.cutsOffAtMost };
      return release(world, fault.id, fault.image, world.deployment.current.schemaVersion);
    case "connection-leak":
      return beginLeak(world, fault);
    case "key-leak":
      return leakKeys(world, fault, at);
    case "service-failure": {
      const draws = world.streams.stream(`faults/${fault.id}`);
      world.services.set(fault.service, { fault: fault.id, failure: draws.pick(fault.failures) });
      return;
    }
    case "context-growth":
      repositoryNamed(world, fault.repository).contextGrowth = { fault: fault.id, mendedBy: fault.mendedBy };
      return;
    case "repository-defect":
      repositoryNamed(world, fault.repository).defects.push({
        fault: fault.id,
        failsBasisPoints: fault.fails,
      });
      return;
    // These two are faults of observation: `observe/prometheus.ts` reads them from the drawn faults.
    case "scrape-gap":
      if (fault.restartsPods) restart(world);
      return;
    case "past-failures":
      return;
    default:
      return unreachable(fault);
  }
}

export function repositoryNamed(world: World, name: string): Repository {
  const repo = world.repositories.find((candidate) => candidate.name === name);
  if (repo === undefined)
    throw new RangeError(`the scenario's fault names a repository it does not have: ${name}`);
  return repo;
}

function endFault(world: World, fault: string, after: DurationMs | null, end: () => void): void {
  if (after === null) return;
  world.queue.schedule(
    plus(world.queue.now, after),
    () => {
      end();
      world.witness.truth({ truth: "fault-ended", fault });
    },
    null,
  );
}

/** Each outage has a character of its own: which ways of failing prevail. */
function beginOutage(
  world: World,
  { lasts }: DrawnFault,
  fault: FaultOf<"provider-outage">,
  at: InstantMs,
): void {
  const draws = world.streams.stream(`faults/${fault.id}`);
  const provider = providerNamed(world, fault.provider);
  const modes = OUTAGE_MODES.map(() => draws.between(1, 20));
  modes[draws.below(OUTAGE_MODES.length - 1)] = 60;
  provider.outage = { fault: fault.id, succeedsBasisPoints: fault.succeeds, modes };
  const silent = draws.chance(fault.pageSilent);
  const lag = draw(draws, fault.statusLag);
  const severity = draws.pick(["major", "critical", "minor"] as const);
  const error = 10_000 + draws.between(-fault.etaError, fault.etaError);
  const estimate = milliseconds(((lasts ?? OPEN_ENDED) * error) / 10_000);
  const says = draws.chance(ETA_STATED);
  if (!silent && provider.plan.statusFeed) {
    world.queue.schedule(
      plus(at, lag),
      () => {
        if (provider.outage === null && lasts !== null) return;
        provider.statusPage.indicator = severity;
        provider.statusPage.recoveryAt = says ? plus(at, estimate) : null;
      },
      null,
    );
  }
  endFault(world, fault.id, lasts, () => {
    provider.outage = null;
    // Pages speak of trouble for a while after it is over.
    world.queue.schedule(plus(world.queue.now, draw(draws, fault.statusLag)), clearPage, provider.statusPage);
  });
}

const OPEN_ENDED = minutes(150);
const ETA_STATED = 3_500;

function clearPage(page: { indicator: unknown; recoveryAt: unknown }): void {
  page.indicator = null;
  page.recoveryAt = null;
}

function beginSurge(world: World, { lasts }: DrawnFault, fault: FaultOf<"volume-surge">): void {
  const repos = fault.repositories.map((name) => repositoryNamed(world, name));
  for (const repo of repos) repo.meanArrivalMs /= fault.factor;
  const surge = { fault: fault.id, repositories: fault.repositories };
  world.surges.push(surge);
  endFault(world, fault.id, lasts, () => {
    for (const repo of repos) repo.meanArrivalMs *= fault.factor;
    world.surges = world.surges.filter((other) => other !== surge);
  });
}

function release(world: World, fault: string, image: string, schemaVersion: string): void {
  mark(world, fault, "rollouts");
  rollOut(world, { ...templateOf(world.deployment.current), image, schemaVersion }, `release ${image}`);
}

/** The leak has gone on for long: at its onset all but the last connections of the pools are lost already. */
function beginLeak(world: World, fault: FaultOf<"connection-leak">): void {
  const { database, deployment } = world;
  const perHour = database.draws.between(fault.leaksPerHour[0], fault.leaksPerHour[1]);
  database.leak = {
    fault: fault.id,
    chanceBasisPoints: Math.min(9_000, Math.round((perHour * 10_000) / transactionsPerHour(world))),
  };
  database.abandon = { fault: fault.id, after: fault.abandonsAfter, perMinute: fault.abandonsPerMinute };
  for (const { pool } of deployment.pods) {
    pool.leaked = Math.max(0, pool.size - pool.used - database.draws.between(0, 1));
    pool.open = pool.size;
  }
}

function transactionsPerHour({ repositories }: World): number {
  let total = 1;
  for (const { plan, transactional } of repositories) {
    total += plan.flowsPerHour * plan.families.filter((family) => transactional.has(family)).length;
  }
  return total;
}

function leakKeys(world: World, fault: FaultOf<"key-leak">, at: InstantMs): void {
  const draws = world.streams.stream(`faults/${fault.id}`);
  const secret = world.deployment.secrets[world.deployment.current.secret] ?? {};
  world.commits.push({
    commit: (draws.below(0xfffffff) + 0x10000000).toString(16).slice(0, 7),
    author: draws.pick(world.authors),
    subject: draws.pick([
      "Add local settings",
      "wip: try new provider",
      "Fix env for staging",
      "Update config",
    ]),
    path: draws.pick([".env", "config/.env.production", "deploy/secrets.yaml", "scripts/model_keys.json"]),
  });
  const how = draws.chance(5_000) ? ("key-suspended" as const) : ("key-invalid" as const);
  for (const name of fault.providers) {
    const provider = providerNamed(world, name);
    const key = secret[name];
    if (key === undefined) continue;
    world.queue.schedule(
      plus(at, draw(draws, fault.suspendedAfter)),
      () => provider.rejected.set(key, { fault: fault.id, how }),
      null,
    );
  }
  if (draws.chance(fault.unnoticed)) return;
  const from = draws.chance(5_000) ? "security@company.com" : `trust-and-safety@${fault.providers[0]}.com`;
  world.queue.schedule(
    plus(at, draw(draws, fault.noticeAfter)),
    () => world.witness.notice(from, "Exposed API credentials"),
    null,
  );
}
