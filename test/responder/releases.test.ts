/** Which revision brought in what runs now, and which one to go back to: by content, since every setting makes a
 *  revision too and "the previous one" is often a mitigation. */

import { describe, expect, it } from "vitest";
import type { RevisionSummary } from "../../src/responder/reading.ts";
import { latestRelease } from "../../src/responder/releases.ts";
import { instant } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

type Content = readonly [image: string, schemaVersion: string];

const OLD: Content = ["6.4", "schema-1"];
const NEW: Content = ["6.5", "schema-2"];

const history = (...contents: readonly Content[]): RevisionSummary[] =>
  contents.map(([image, schemaVersion], index) => ({
    revision: index + 1,
    at: instant((index + 1) * 1_000),
    image,
    schemaVersion,
    changeCause: "",
  }));

const found = (revisions: readonly RevisionSummary[], current = revisions.length) =>
  latestRelease({ of: "rollout-history", current, revisions });

describe("the latest release", () => {
  it("is the newest revision when that one changed the content", () => {
    expect(found(history(OLD, NEW))).toEqual({
      revision: 2,
      at: 2_000,
      changedSchema: true,
      goodRevision: 1,
    });
  });

  it("is not the mitigation that was set after it", () => {
    expect(found(history(OLD, NEW, NEW, NEW))).toMatchObject({ revision: 2, at: 2_000, goodRevision: 1 });
  });

  it("has the newest revision with the old content to go back to, not the oldest", () => {
    expect(found(history(OLD, OLD, OLD, NEW, NEW))).toMatchObject({ revision: 4, goodRevision: 3 });
  });

  it("goes back past a mitigation that stands between, however often the contents took turns", () => {
    expect(found(history(OLD, NEW, OLD, OLD, NEW, NEW))).toMatchObject({ revision: 5, goodRevision: 4 });
  });

  it("changed no schema when only its image differs", () => {
    expect(found(history(OLD, ["6.5", "schema-1"]))).toMatchObject({ changedSchema: false, goodRevision: 1 });
  });

  it("is told by the revisions' numbers, not by their order in the answer", () => {
    expect(found(history(OLD, NEW, NEW).reverse(), 3)).toMatchObject({ revision: 2, goodRevision: 1 });
  });

  it("is judged by what runs: a newer revision that does not is left out", () => {
    expect(found(history(OLD, NEW, ["7.0", "schema-3"]), 2)).toMatchObject({ revision: 2, goodRevision: 1 });
  });

  it.each([
    ["there is one revision only", history(OLD), 1],
    ["every revision only changed settings", history(OLD, OLD, OLD), 3],
    ["what runs is not in it", history(OLD, NEW), 9],
    ["it is empty", [], 1],
  ])("is unknown to a history in which %s", (_why, revisions, current) => {
    expect(found(revisions, current)).toBeNull();
  });
});

describe("for any history", () => {
  const contents = fc.array(fc.constantFrom<Content>(OLD, NEW, ["6.6", "schema-2"], ["6.6", "schema-3"]), {
    minLength: 1,
    maxLength: 12,
  });
  const same = (a: RevisionSummary, b: RevisionSummary): boolean =>
    a.image === b.image && a.schemaVersion === b.schemaVersion;

  it("the good revision has the content from just before the release, and is the newest that has", () => {
    fc.assert(
      fc.property(contents, (list) => {
        const revisions = history(...list);
        const running = revisions.at(-1) as RevisionSummary;
        const release = found(revisions);
        if (release === null) {
          expect(revisions.every((revision) => same(revision, running))).toBe(true);
          return;
        }
        const before = revisions[release.revision - 2] as RevisionSummary;
        const good = revisions[(release.goodRevision ?? 0) - 1] as RevisionSummary;
        expect(same(before, running)).toBe(false);
        expect(same(good, before)).toBe(true);
        for (const revision of revisions.slice(release.revision - 1))
          expect(same(revision, running)).toBe(true);
        for (const later of revisions.slice(good.revision)) expect(same(later, good)).toBe(false);
        expect(release.changedSchema).toBe(before.schemaVersion !== running.schemaVersion);
      }),
    );
  });
});
