/** Jobs over worker threads: each worker is given the next job when it has done its last. Results come in any order.
 *  What goes wrong in a worker comes back as what it is: bad input, or a defect of ours with the job it happened in.
 *  The worker's side is `serveJobs`; what a job is, only the worker's program and the caller know. */

import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DefectError } from "../assert.ts";
import { InputError, type InputProblem } from "../input-error.ts";

type Reply<Result> =
  | { readonly reply: "result"; readonly result: Result }
  | { readonly reply: "bad-input"; readonly problems: readonly InputProblem[] }
  | { readonly reply: "defect"; readonly message: string; readonly stack: string | undefined };

export interface PoolOptions<Job, Result> {
  /** The module that workers run: it calls `serveJobs`. */
  readonly program: URL;
  /** Handed to every worker when it starts. */
  readonly setUp: unknown;
  readonly workers: number;
  readonly jobs: readonly Job[];
  readonly onResult: (result: Result, job: Job) => void;
  /** Stops the workers where they are; the promise then resolves with what has come in. */
  readonly signal?: AbortSignal;
}

/** @throws InputError, or DefectError with the worker's words. */
export async function runPool<Job, Result>(options: PoolOptions<Job, Result>): Promise<void> {
  const { jobs, signal } = options;
  const waiting = jobs[Symbol.iterator]();
  const crew: Worker[] = [];
  const stop = (): void => {
    for (const worker of crew) void worker.terminate();
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const count = Math.min(options.workers, jobs.length);
    await Promise.all(Array.from({ length: count }, () => employ(options, waiting, crew)));
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.all(crew.map((worker) => worker.terminate()));
  }
}

/** One worker until the jobs run out. */
function employ<Job, Result>(
  { program, setUp, onResult, signal }: PoolOptions<Job, Result>,
  waiting: Iterator<Job>,
  crew: Worker[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const worker = new Worker(program, { workerData: setUp });
    crew.push(worker);
    let job: Job;
    const next = (): void => {
      const { done, value } = waiting.next();
      if (done === true) {
        resolve();
        return;
      }
      job = value;
      worker.postMessage(job);
    };
    worker.on("message", (reply: Reply<Result>) => {
      // What a worker had sent before it was stopped is not counted: where the stop falls must not matter.
      if (signal?.aborted === true) return;
      if (reply.reply !== "result") {
        reject(errorOf(reply));
        return;
      }
      try {
        onResult(reply.result, job);
        next();
      } catch (error) {
        reject(error);
      }
    });
    worker.once("error", (error) =>
      reject(new DefectError(`a worker failed: ${error.message}`, { cause: error })),
    );
    worker.once("exit", (code) => {
      if (signal?.aborted === true) resolve();
      else reject(new DefectError(`a worker stopped with code ${code}`));
    });
    next();
  });
}

function errorOf(reply: Exclude<Reply<unknown>, { reply: "result" }>): Error {
  if (reply.reply === "bad-input") return new InputError(reply.problems);
  const error = new DefectError(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  return error;
}

/** Whether this thread is a worker, for programs that are their own worker. */
export const isWorker = !isMainThread;

/** Answers one job after another, in a worker; `setUp` is what the pool was given. */
export function serveJobs<SetUp, Job, Result>(work: (job: Job, setUp: SetUp) => Promise<Result>): void {
  const port = parentPort;
  if (port === null) throw new DefectError("jobs are served in worker threads only");
  const post = (reply: Reply<Result>): void => port.postMessage(reply);
  port.on("message", (job: Job) => {
    work(job, workerData as SetUp).then(
      (result) => post({ reply: "result", result }),
      (error: unknown) => {
        if (error instanceof InputError) post({ reply: "bad-input", problems: error.problems });
        else if (error instanceof Error)
          post({ reply: "defect", message: error.message, stack: error.stack });
        else post({ reply: "defect", message: String(error), stack: undefined });
      },
    );
  });
}
