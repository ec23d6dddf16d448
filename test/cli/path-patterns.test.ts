/** Patterns of paths, as Go's filepath.Glob reads them. */

import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pathsMatching } from "../../src/cli/path-patterns.ts";
import { InputError } from "../../src/input-error.ts";
import { scratchFolder } from "./scratch-folder.ts";

const folder = scratchFolder();
for (const name of ["a", "b"]) mkdirSync(folder.at(name));
for (const name of ["a/1.yaml", "a/22.yaml", "a/.hidden.yaml", "b/1.yaml", "b/x[1]+.yml", "c-d.yaml"])
  folder.file(name, "");

const matching = (pattern: string): readonly string[] =>
  pathsMatching(folder.at(pattern)).map((path) => path.slice(folder.path.length + 1));

describe("a pattern of paths", () => {
  it.each([
    ["a/1.yaml", ["a/1.yaml"]],
    ["a/2.yaml", []],
    ["a/*.yaml", ["a/.hidden.yaml", "a/1.yaml", "a/22.yaml"]],
    ["*/?.yaml", ["a/1.yaml", "b/1.yaml"]],
    ["[a-b]/[0-9].*", ["a/1.yaml", "b/1.yaml"]],
    ["[^a]/1.yaml", ["b/1.yaml"]],
    ["*-d.yaml", ["c-d.yaml"]],
    ["b/x\\[1\\]+.*", ["b/x[1]+.yml"]],
    ["**/1.yaml", ["a/1.yaml", "b/1.yaml"]],
    ["*.json", []],
    ["nowhere/*.yaml", []],
    ["c-d.yaml/*", []],
  ])("%s", (pattern, paths) => {
    expect(matching(pattern)).toEqual(paths);
  });

  it.each(["[", "[z-a]*", "a/["])("%s is none", (pattern) => {
    expect(() => matching(pattern)).toThrow(InputError);
  });
});
