#!/usr/bin/env node
/** The program: main with the process' own streams. Everything else is loaded from here, once it is settled how. */

import module from "node:module";
import { join } from "node:path";

// The code is compiled at the first start after a build and read from there afterwards: half of a cold start. Beside
// the build only: run from the sources, the same path would lie among them.
const isBuilt = import.meta.filename.endsWith(".js");
if (isBuilt) module.enableCompileCache?.(join(import.meta.dirname, "..", "..", "compiled"));
// React is several times slower in its development build, which it takes unless told.
process.env["NODE_ENV"] ??= "production";

const { stdout, stderr, stdin, env: environment } = process;
// A reader that has seen enough (`| head`) is no error of ours.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.exit(70);
});

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  stdin,
  environment,
  now: () => performance.now(),
  onInterrupt: (stop) => {
    let asked = false;
    // It stays until it is taken off: Ink ends the process at a signal that nobody else listens to. Who asks twice does
    // not want to wait.
    const listener = (): void => {
      if (asked) process.exit(4);
      asked = true;
      stop();
    };
    process.on("SIGINT", listener).on("SIGTERM", listener);
    return () => void process.off("SIGINT", listener).off("SIGTERM", listener);
  },
});
