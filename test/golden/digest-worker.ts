/** The same digests from a worker thread. */

import { parentPort } from "node:worker_threads";
import { digests } from "./golden.ts";

parentPort?.postMessage(await digests());
