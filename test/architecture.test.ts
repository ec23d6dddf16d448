/** Who may import whom, and which globals the deterministic parts may not touch. A breach names the file, the line and
 *  what to use instead. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Each level may import everything before it, and nothing of its own level. */
const LEVELS: readonly (readonly string[])[] = [
  ["foundation"],
  ["runbook", "rules", "patterns"],
  ["responder"],
  ["journal"],
  ["replay", "faults", "scoring", "diagnosis"],
  ["simulator", "live", "store"],
  ["campaign", "twin", "search", "lint"],
  ["tabletop", "report"],
  ["ui"],
  ["cli"],
];

/** Folders whose results must depend on nothing but their arguments. */
const DETERMINISTIC = new Set([
  "foundation",
  "runbook",
  "rules",
  "patterns",
  "responder",
  "faults",
  "scoring",
  "simulator",
]);

const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bnew Date\b|\bDate\.|\bDate\(/, "instants come in with events; dates are made in src/calendar.ts"],
  [/\bMath\.random\b/, "a named stream of src/prng.ts"],
  [
    /\bMath\.(?:pow|exp|expm1|log|log2|log10|log1p|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/,
    "quantile tables and integer arithmetic",
  ],
  [
    /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    "schedule on the event queue, or return wakeAt",
  ],
  [/\bprocess\b\s*[.[]|\bglobalThis\b|\bperformance\b\s*\./, "pass it in from the rim"],
  [/from "node:/, "effects belong at the rim"],
  [/\blocaleCompare\b|\btoLocale\w*\b|\bIntl\b/, "compare by code unit"],
  [/\bPromise\b|\basync\b|\bawait\b/, "the deterministic parts are synchronous"],
  [/\*\*(?!\s*\d+\b(?!\.))/, "powers of whole numbers only: others differ between engines"],
  [/\bfetch\(/, "an effect, performed at the rim"],
];

/** PromQL's lazy regex engine is loaded once by whoever starts the process, before anything is evaluated. */
const EXEMPT: Readonly<Record<string, readonly RegExp[]>> = {
  // Ten to a small whole number, to show a figure.
  "src/rules/go-format.ts": [/\*\*/],
  "src/rules/regex.ts": [/Promise|async|await/],
};

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return sourcesBelow(path);
    return /\.tsx?$/.test(name) && !name.endsWith(".d.ts") ? [path] : [];
  });
}

function folderOf(path: string): string {
  const parts = path.split("/");
  if (parts[0] === "ui") return "ui";
  return parts.length === 2 ? "foundation" : (parts[1] as string);
}

const SOURCES: readonly Source[] = [...sourcesBelow("src"), ...sourcesBelow("ui")].map((path) => ({
  path,
  folder: folderOf(path),
  text: readFileSync(join(ROOT, path), "utf8"),
}));

const levelOf = (folder: string): number => LEVELS.findIndex((level) => level.includes(folder));

function importsOf({ path, text }: Source): readonly { readonly target: string; readonly line: number }[] {
  return text.split("\n").flatMap((line, index) => {
    const found = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/.exec(line);
    return found === null
      ? []
      : [{ target: normalize(join(dirname(path), found[1] as string)), line: index + 1 }];
  });
}

const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
/** Texts go; what templates compute stays. */
const withoutStrings = (text: string): string =>
  text
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) =>
      [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, computed]) => `(${computed})`).join(";"),
    )
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');

describe("the architecture", () => {
  it("knows every folder", () => {
    expect(SOURCES.length).toBeGreaterThan(100);
    const unknown = SOURCES.filter(({ folder }) => levelOf(folder) < 0).map(({ path }) => path);
    expect(unknown).toEqual([]);
  });

  it("imports only from the left", () => {
    const breaches = SOURCES.flatMap((source) =>
      importsOf(source).flatMap(({ target, line }) => {
        const from = source.folder;
        const to = folderOf(relative(".", target));
        if (from === to || levelOf(to) < levelOf(from)) return [];
        return [`${source.path}:${line} imports ${target}: ${from} may not import ${to}`];
      }),
    );
    expect(breaches).toEqual([]);
  });

  it("keeps what the world knows from the responder, and the log catalogue from the signatures", () => {
    const responder = SOURCES.filter(({ folder }) => folder === "responder");
    expect(responder.length).toBeGreaterThan(20);
    for (const { path, text } of responder) {
      expect(text, path).not.toMatch(/TruthRecord|journal\/truth/);
    }
    const catalogue = SOURCES.filter(({ path }) => path.startsWith("src/simulator/logs/"));
    expect(catalogue.length).toBeGreaterThan(10);
    for (const { path, text } of catalogue)
      expect(text, path).not.toMatch(/\/runbook\/|\/responder\/|signatures/);
  });

  it("touches no clock, chance, timer or global in the deterministic parts", () => {
    const breaches = SOURCES.filter(({ folder }) => DETERMINISTIC.has(folder)).flatMap(({ path, text }) => {
      const bare = withoutComments(text);
      return bare.split("\n").flatMap((line, index) => {
        const code = line.includes('from "node:') ? line : withoutStrings(line);
        return BANNED.flatMap(([pattern, instead]) => {
          const match = pattern.exec(code);
          if (match === null) return [];
          if (EXEMPT[path]?.some((exempt) => exempt.test(match[0])) === true) return [];
          return [`${path}:${index + 1} uses ${match[0].trim()}: ${instead}`];
        });
      });
    });
    expect(breaches).toEqual([]);
  });

  it("notices a breach", () => {
    for (const line of [
      "const at = Date.now(); // fine\n",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the code that is looked at
      "say(`at ${Date.now()}`);",
      "const y = x ** 0.5;",
    ]) {
      const code = withoutStrings(withoutComments(line));
      expect(
        BANNED.some(([pattern]) => pattern.test(code)),
        line,
      ).toBe(true);
    }
    const fine = withoutStrings(withoutComments('say("Date.now()", `Math.random()`, x ** 2); /** why */'));
    expect(BANNED.filter(([pattern]) => pattern.test(fine))).toEqual([]);
    expect(levelOf("responder") < levelOf("simulator")).toBe(true);
  });

  it("imports nothing that lies outside the project", () => {
    const outside = SOURCES.flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => target.startsWith(".."))
        .map(({ line }) => `${source.path}:${line}`),
    );
    expect(outside).toEqual([]);
  });
});
