/** Jobs over worker threads: each worker is given the next job when it has done its last. Results come in any order.
 *  What goes wrong in a worker comes back as what it is: bad input, or a defect of ours with the job it happened in.
 *  Workers are kept from one list of jobs to the next, since they are slow to start and slow while they are new.
 *  The worker's side is `serveJobs`; what a job is, only the worker's program and the caller know. */

import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DefectError } from "../assert.ts";
import { InputError, type InputProblem } from "../input-error.ts";

type Reply<Result> =
  | { readonly reply: "result"; readonly result: Result }
  | { readonly reply: "bad-input"; readonly problems: readonly InputProblem[] }
  | { readonly reply: "defect"; readonly message: string; readonly stack: string | undefined };

export interface PoolOptions<Job> {
  /** The module that workers run: it calls `serveJobs`. */
  readonly program: URL;
  /** Handed to every worker when it starts. */
  readonly setUp: unknown;
  readonly workers: number;
  /** What a worker that died was at, for people. */
  readonly nameOf: (job: Job) => string;
  /** Stops the workers where they are; what is being played then ends with what has come in. */
  readonly signal?: AbortSignal;
}

export class Pool<Job, Result> {
  readonly #options: PoolOptions<Job>;
  readonly #crew: CrewMember<Job, Result>[] = [];
  readonly #stop = (): void => {
    for (const member of this.#crew) void member.dismiss();
  };
  #failed = false;

  constructor(options: PoolOptions<Job>) {
    this.#options = options;
    options.signal?.addEventListener("abort", this.#stop, { once: true });
  }

  /** @throws InputError, or DefectError with the worker's words; the pool can then only be closed. */
  async play(jobs: readonly Job[], onResult: (result: Result, job: Job) => void): Promise<void> {
    const waiting = jobs[Symbol.iterator]();
    const wanted = Math.min(this.#options.workers, jobs.length);
    while (this.#crew.length < wanted && !this.#isStopped) this.#crew.push(new CrewMember(this.#options));
    await Promise.all(this.#crew.map((member) => this.#employ(member, waiting, onResult)));
  }

  async close(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#stop);
    await Promise.all(this.#crew.map((member) => member.dismiss()));
  }

  get #isStopped(): boolean {
    return this.#failed || this.#options.signal?.aborted === true;
  }

  async #employ(
    member: CrewMember<Job, Result>,
    waiting: Iterator<Job>,
    onResult: (result: Result, job: Job) => void,
  ): Promise<void> {
    try {
      while (!this.#isStopped) {
        const { done, value: job } = waiting.next();
        if (done === true) return;
        const result = await member.perform(job);
        // What a worker had sent before it was stopped is not counted: where the stop falls must not matter.
        if (!this.#isStopped) onResult(result, job);
      }
    } catch (error) {
      if (this.#isStopped) return;
      this.#failed = true;
      throw error;
    }
  }
}

/** A worker, which does one job at a time until it is dismissed. */
class CrewMember<Job, Result> {
  readonly #worker: Worker;
  readonly #nameOf: (job: Job) => string;
  #errand: {
    readonly job: Job;
    readonly done: (result: Result) => void;
    readonly failed: (error: Error) => void;
  } | null = null;
  #death: { readonly of: string; readonly cause?: unknown } | null = null;

  constructor({ program, setUp, nameOf }: PoolOptions<Job>) {
    this.#nameOf = nameOf;
    this.#worker = new Worker(program, { workerData: setUp });
    this.#worker.on("message", (reply: Reply<Result>) => {
      const errand = this.#errand;
      this.#errand = null;
      if (reply.reply === "result") errand?.done(reply.result);
      else errand?.failed(errorOf(reply));
    });
    this.#worker.once("error", (error) => this.#die({ of: `failed: ${error.message}`, cause: error }));
    this.#worker.once("exit", (code) => this.#die({ of: `stopped with code ${code}` }));
  }

  perform(job: Job): Promise<Result> {
    return new Promise((done, failed) => {
      this.#errand = { job, done, failed };
      if (this.#death === null) this.#worker.postMessage(job);
      else this.#die(this.#death);
    });
  }

  async dismiss(): Promise<void> {
    await this.#worker.terminate();
  }

  #die(death: { readonly of: string; readonly cause?: unknown }): void {
    this.#death ??= death;
    const errand = this.#errand;
    this.#errand = null;
    const { of, cause } = this.#death;
    if (errand !== null)
      errand.failed(new DefectError(`a worker ${of}\nit was at ${this.#nameOf(errand.job)}`, { cause }));
  }
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
