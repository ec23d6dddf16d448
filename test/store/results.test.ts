/** The result store: rows come back as they went in, in order; what is no store of ours is refused in words. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { isDatabase, openStore, readStore } from "../../src/store/results.ts";
import { scratchFolder } from "../cli/scratch-folder.ts";

const { path: folder } = scratchFolder();
let files = 0;
const fresh = (): string => {
  files += 1;
  return join(folder, `${files}.db`);
};

const complaintOf = (path: string): string => {
  try {
    openStore(path).close();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "no complaint";
};

const row = (scenario: string, seed: number, json = "{}") => ({ scenario, seed, json });

describe("a store", () => {
  it("gives back what was put, by scenario and then by seed, after it was closed", () => {
    const path = fresh();
    const store = openStore(path);
    store.put([row("b", 10), row("a", 9, '{"x":"ü"}')]);
    store.put([row("a", 10), row("a", 100)]);
    store.close();
    expect(isDatabase(path)).toBe(true);
    const again = openStore(path);
    expect(again.rows()).toEqual([row("a", 9, '{"x":"ü"}'), row("a", 10), row("a", 100), row("b", 10)]);
    again.close();
  });

  it("keeps one row a drill, the latest", () => {
    const store = openStore(fresh());
    store.put([row("a", 1, "old")]);
    store.put([row("a", 1, "new")]);
    expect(store.rows()).toEqual([row("a", 1, "new")]);
    store.close();
  });

  it("has no description until it is given one, and keeps the latest", () => {
    const path = fresh();
    const store = openStore(path);
    expect(store.description).toBeNull();
    store.describe("one");
    store.describe("two");
    store.close();
    const again = openStore(path);
    expect(again.description).toBe("two");
    again.close();
  });

  it("that is only looked at is read, and never written or made", () => {
    const path = fresh();
    const store = openStore(path);
    store.put([row("a", 1)]);
    store.close();
    const seen = readStore(path);
    expect(seen.rows()).toEqual([row("a", 1)]);
    expect(() => seen.put([row("a", 2)])).toThrow(`${path}: the store cannot be used`);
    seen.close();
    const missing = fresh();
    expect(() => readStore(missing)).toThrow(InputError);
    expect(existsSync(missing)).toBe(false);
  });

  it("is one file between two uses, which can be carried elsewhere", () => {
    const path = fresh();
    const store = openStore(path);
    store.put([row("a", 1)]);
    store.close();
    expect(readdirSync(folder).filter((name) => name.startsWith(basename(path)))).toEqual([basename(path)]);
  });

  it("can be begun in an empty file", () => {
    const path = fresh();
    writeFileSync(path, "");
    expect(complaintOf(path)).toBe("no complaint");
  });
});

describe("what is no store", () => {
  it("is refused, and left as it was", () => {
    const path = fresh();
    writeFileSync(path, "scenario,seed\n");
    expect(complaintOf(path)).toBe(`${path}: expected a result store (SQLite), found something else`);
    expect(readFileSync(path, "utf8")).toBe("scenario,seed\n");
  });

  it("is told apart from other programs' databases and from other formats", () => {
    const foreign = fresh();
    const database = new DatabaseSync(foreign);
    database.exec("CREATE TABLE result (a)");
    database.close();
    expect(complaintOf(foreign)).toContain("another program's database");
    const newer = fresh();
    openStore(newer).close();
    const later = new DatabaseSync(newer);
    later.exec("PRAGMA user_version = 7");
    later.close();
    expect(complaintOf(newer)).toContain("the store has format 7; this version reads format 1");
  });

  it("may be a folder, a place that cannot be written, or a database that was cut off", () => {
    expect(complaintOf(folder)).toContain(folder);
    expect(complaintOf(join(folder, "no", "such", "folder.db"))).toContain("cannot be used");
    const cut = fresh();
    openStore(cut).close();
    writeFileSync(cut, readFileSync(cut).subarray(0, 40));
    expect(complaintOf(cut)).toMatch(/cannot be used|another program's database/);
  });
});
