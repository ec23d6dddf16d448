#!/usr/bin/env node
/** The program: main with the process' own streams. */

import { main } from "./main.ts";

// React is several times slower in its development build, which it takes unless told; it is loaded only later.
process.env["NODE_ENV"] ??= "production";
const { stdout, stderr, stdin, env: environment } = process;
// A reader that has seen enough (`| head`) is no error of ours.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 70));
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  stdin,
  environment,
  now: () => performance.now(),
});
