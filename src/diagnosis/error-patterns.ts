/** The patterns of error lines as people want them: records as their messages, without numbers that only count, without
 *  secrets, equal ones together. */

import type { LinePatterns, RepoCount } from "../patterns/line-patterns.ts";
import { templateId } from "../patterns/template-text.ts";
import { withoutCounts } from "../patterns/without-counts.ts";
import { redact } from "../responder/redact.ts";
import { readLogLine } from "./log-format.ts";

export interface ErrorLinePattern {
  /** The hash of the template: the same in every run. */
  readonly id: string;
  readonly template: string;
  readonly count: number;
  /** So many more lines may have come before it was first kept; 0 where there never were too many templates. */
  readonly missedAtMost: number;
  /** From 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Commonest first; the empty name for lines that name none, and for those beyond the first repositories. */
  readonly repos: readonly RepoCount[];
}

export interface ErrorLines {
  readonly lines: number;
  readonly errors: number;
  /** Error lines of templates that were too rare to be kept. */
  readonly further: number;
  /** Commonest first. */
  readonly patterns: readonly ErrorLinePattern[];
}

const encoder = new TextEncoder();

export function errorLinesOf(counted: LinePatterns): ErrorLines {
  const patterns = new Map<string, ErrorLinePattern>();
  for (const { template: masked, repos: named, ...counts } of counted.patterns()) {
    const template = redact(withoutCounts(messageOf(masked)));
    const repos = named.map(({ repo, count }) => ({ repo: redact(repo), count }));
    const known = patterns.get(template);
    const pattern = { ...counts, id: templateId(encoder.encode(template)), template, repos };
    patterns.set(template, known === undefined ? pattern : together(known, pattern));
  }
  return {
    lines: counted.lines,
    errors: counted.counted,
    further: counted.further,
    patterns: [...patterns.values()].sort((a, b) => b.count - a.count || a.firstLine - b.firstLine),
  };
}

const UNQUOTED_STAR = /(?<=[:[,]\s?)\*(?=\s?[,\]}])/g;

/** A JSON record's message; any other template as it stands. */
function messageOf(template: string): string {
  return template.startsWith("{") ? readLogLine(template.replace(UNQUOTED_STAR, '"*"')).message : template;
}

function together(some: ErrorLinePattern, more: ErrorLinePattern): ErrorLinePattern {
  const counts = new Map(some.repos.map(({ repo, count }) => [repo, count]));
  for (const { repo, count } of more.repos) counts.set(repo, (counts.get(repo) ?? 0) + count);
  return {
    ...some,
    count: some.count + more.count,
    missedAtMost: some.missedAtMost + more.missedAtMost,
    firstLine: Math.min(some.firstLine, more.firstLine),
    lastLine: Math.max(some.lastLine, more.lastLine),
    repos: [...counts]
      .map(([repo, count]) => ({ repo, count }))
      .sort((a, b) => b.count - a.count || (a.repo < b.repo ? -1 : 1)),
  };
}
