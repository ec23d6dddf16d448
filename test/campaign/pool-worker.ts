/** A worker that does what the job says: what `pool.test.ts` sends. */

import { threadId } from "node:worker_threads";
import { DefectError } from "../../src/assert.ts";
import { serveJobs } from "../../src/campaign/pool.ts";
import { InputError } from "../../src/input-error.ts";

export type Job =
  | { readonly do: "answer"; readonly value: number }
  | { readonly do: "refuse" | "break" | "throw" | "leave" | "hang" };

export interface Answer {
  readonly value: string;
  readonly worker: number;
}

serveJobs(async (job: Job, setUp: string): Promise<Answer> => {
  switch (job.do) {
    case "answer":
      return { value: `${setUp}${job.value}`, worker: threadId };
    case "refuse":
      throw new InputError([{ file: "a.yaml", line: 3, column: 7, message: "expected a seed" }]);
    case "break":
      throw new DefectError("the queue ran backwards\nreplay: …");
    case "throw":
      // Outside the job's promise, as an error in a timer would be.
      setTimeout(() => {
        throw new TypeError("nobody caught this");
      });
      return new Promise(() => undefined);
    case "leave":
      return process.exit(9);
    case "hang":
      return new Promise(() => undefined);
  }
});
