/** Regular expressions of alert templates, which match anywhere in a text, as `match` and `reReplaceAll` ask for.
 *  They always need re2js: `regex.ts` says when it is loaded. */

import type { RE2JS } from "re2js";
import { loadedRegexEngine, readReplacement } from "./regex.ts";

export type RegexSearch =
  | {
      isFoundIn(text: string): boolean;
      /** Go's `ReplaceAllString`. @param check is shown the result while it grows */
      replaceAll(text: string, replacement: string, check: (grown: string) => void): string;
    }
  | { readonly problem: string };

/** Templates are filled in at every evaluation, with few patterns. */
const KEPT_MAX = 100;
const kept = new Map<string, RegexSearch>();

/** @throws DefectError when nobody loaded re2js */
export function compileSearch(pattern: string): RegexSearch {
  let search = kept.get(pattern);
  if (search === undefined) {
    if (kept.size === KEPT_MAX) kept.clear();
    search = compiled(pattern);
    kept.set(pattern, search);
  }
  return search;
}

function compiled(pattern: string): RegexSearch {
  const engine = loadedRegexEngine(`the regular expression "${pattern}"`);
  try {
    const regex = engine.compile(pattern);
    return {
      isFoundIn: (text) => regex.matcher(text).find(),
      replaceAll: (text, replacement, check) => replaceAll(regex, text, replacement, check),
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** An empty match right behind another match counts for nothing. */
function replaceAll(regex: RE2JS, text: string, replacement: string, check: (grown: string) => void): string {
  const parts = readReplacement(replacement);
  const names = regex.namedGroups();
  const count = regex.groupCount();
  const matcher = regex.matcher(text);
  let replaced = "";
  let copied = 0;
  let from = 0;
  while (from <= text.length && matcher.find(from)) {
    const start = matcher.start();
    const end = matcher.end();
    replaced += text.slice(copied, start);
    if (end > copied || start === 0) {
      for (const part of parts) {
        if ("text" in part) replaced += part.text;
        else {
          const number = /^\d+$/.test(part.group) ? Number(part.group) : names[part.group];
          if (number !== undefined && number <= count) replaced += matcher.group(number) ?? "";
        }
        check(replaced);
      }
    }
    copied = end;
    const character = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = Math.max(end, from + character);
  }
  return replaced + text.slice(copied);
}
