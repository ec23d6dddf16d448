/** The build keeps scenarios and runbooks as JSON: what comes back must be what was loaded, to the last member and in
 *  the same order, or a built program would write other journals than its sources. */

import { describe, expect, it } from "vitest";
import { runbookNames, scenarioNames } from "../../src/cli/library.ts";
import { runbookNamed, scenarioNamed } from "../../src/cli/load.ts";
import { assertPlain } from "../../src/journal/encode.ts";

const survives = (content: unknown): void => {
  assertPlain(content);
  expect(JSON.parse(JSON.stringify(content))).toStrictEqual(content);
};

describe("the built form", () => {
  it.each(scenarioNames())("of scenario %s is what was loaded", (name) => {
    survives(scenarioNamed(name));
  });

  it.each(runbookNames())("of runbook %s is what was loaded", (name) => {
    survives(runbookNamed(name));
  });
});
