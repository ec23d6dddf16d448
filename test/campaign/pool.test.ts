/** The worker pool: every job is done once, whatever goes wrong comes back as what it is, and nothing hangs. */

import { afterEach, describe, expect, it } from "vitest";
import { DefectError } from "../../src/assert.ts";
import { Pool } from "../../src/campaign/pool.ts";
import { InputError } from "../../src/input-error.ts";
import type { Answer, Job } from "./pool-worker.ts";

const pools: Pool<Job, Answer>[] = [];

function openPool(workers: number, signal?: AbortSignal): Pool<Job, Answer> {
  const pool = new Pool<Job, Answer>({
    program: new URL("./pool-worker.ts", import.meta.url),
    setUp: "n",
    workers,
    nameOf: (job) => `the job to ${job.do}`,
    ...(signal === undefined ? {} : { signal }),
  });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const answers = (from: number, to: number): readonly Job[] =>
  Array.from({ length: to - from + 1 }, (_, place) => ({ do: "answer", value: from + place }));

async function play(pool: Pool<Job, Answer>, jobs: readonly Job[]): Promise<readonly Answer[]> {
  const heard: Answer[] = [];
  await pool.play(jobs, (answer) => heard.push(answer));
  return heard;
}

const failureOf = (played: Promise<unknown>): Promise<unknown> =>
  played.then(
    () => null,
    (error: unknown) => error,
  );

describe("a pool", () => {
  it("has every job done once, in any order, and its workers do the next jobs too", async () => {
    const pool = openPool(2);
    const first = await play(pool, answers(1, 20));
    expect(first.map(({ value }) => value).sort()).toEqual(
      answers(1, 20)
        .map((_, place) => `n${place + 1}`)
        .sort(),
    );
    const workers = new Set(first.map(({ worker }) => worker));
    const second = await play(pool, answers(21, 22));
    expect(second).toHaveLength(2);
    for (const { worker } of second) expect(workers).toContain(worker);
    expect(await play(pool, [])).toEqual([]);
  });

  it("starts no more workers than there are jobs", async () => {
    const heard = await play(openPool(8), answers(1, 1));
    expect(heard).toHaveLength(1);
  });

  it("hands on what its listener throws", async () => {
    const pool = openPool(1);
    const listening = pool.play(answers(1, 3), () => {
      throw new InputError([{ file: "s.db", line: null, column: null, message: "the disk is full" }]);
    });
    expect(await failureOf(listening)).toMatchObject({
      name: "InputError",
      message: "s.db: the disk is full",
    });
  });

  it("stops when it is told to, even where a job would never end", async () => {
    const stopping = new AbortController();
    const pool = openPool(2, stopping.signal);
    const heard: Answer[] = [];
    await pool.play([...answers(1, 1), { do: "hang" }, { do: "hang" }, ...answers(2, 3)], (answer) => {
      heard.push(answer);
      stopping.abort();
    });
    expect(heard).toHaveLength(1);
    // Told before it begins, it begins nothing.
    expect(await play(pool, answers(4, 5))).toEqual([]);
  });
});

describe("what goes wrong in a worker", () => {
  it("is bad input with its place", async () => {
    const error = await failureOf(play(openPool(1), [{ do: "refuse" }]));
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toBe("a.yaml:3:7: expected a seed");
  });

  it("is a defect with its words, the replay line among them", async () => {
    const error = await failureOf(play(openPool(1), [{ do: "break" }]));
    expect(error).toBeInstanceOf(DefectError);
    expect((error as DefectError).message).toBe("the queue ran backwards\nreplay: …");
  });

  it.each([
    [
      "an error that nobody caught",
      "throw",
      "a worker failed: nobody caught this\nit was at the job to throw",
    ],
    ["a worker that stops", "leave", "a worker stopped with code 9\nit was at the job to leave"],
  ] as const)("is a defect with the job it was at: %s", async (_what, action, words) => {
    const pool = openPool(2);
    const error = await failureOf(play(pool, [{ do: action }, ...answers(1, 5)]));
    expect(error).toBeInstanceOf(DefectError);
    expect((error as DefectError).message).toBe(words);
  });
});
