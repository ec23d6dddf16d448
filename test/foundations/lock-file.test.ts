/** `npm ci` refuses a lock that names an optional package (a binary of another platform) without an entry for it, and
 *  `npm install` leaves such entries out when it cannot find the package. Then they are added by hand. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "..", "package-lock.json"), "utf8"),
) as { packages: Readonly<Record<string, Locked>> };

it("has an entry for every optional package that it names", () => {
  const named = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(named.length).toBeGreaterThan(8);
  const missing = named.filter(
    (name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
  );
  expect(missing).toEqual([]);
});
