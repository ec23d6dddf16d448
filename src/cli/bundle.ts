/** What the build makes of the compiled program: a few files instead of hundreds, since looking for modules is most of a
 *  cold start. Not in them: packages
 *  that are loaded for few commands, or that no bundler can read. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { ROOT } from "./library.ts";

/** As deep below `dist` as the compiled files, which look for their neighbours in the same way. */
export const BUNDLE = join(ROOT, "dist", "bundle", "cli");

const LEFT_OUT = /^(?:ink|react|xmlbuilder2|jsonc-parser|@faker-js\/faker|@stdlib\/.*)(?:\/.*)?$/;

export async function bundleProgram(): Promise<void> {
  rmSync(BUNDLE, { recursive: true, force: true });
  await build({
    input: {
      firedrill: join(import.meta.dirname, "firedrill.js"),
      "campaign-worker": join(import.meta.dirname, "campaign-worker.js"),
    },
    platform: "node",
    external: LEFT_OUT,
    logLevel: "warn",
    output: { dir: BUNDLE, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
  });
}
