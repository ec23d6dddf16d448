/** Error lines as templates with counts, by their bytes: no text is made of a line, and only what its level calls an error is
 *  looked at. Templates become text when they are asked for.
 *  Bounded: at most `mostPatterns` templates. Where there are more, the quarter with the smallest counts gives way at once;
 *  a template that comes (again) later may have been counted that often before (`missedAtMost`), and is ranked for its
 *  stay as if it had been (space saving, a quarter at a time), so that what is frequent always stays.
 *  Not here: what lines mean (`../diagnosis/`). */

import { MOST_LINE_BYTES } from "./byte-lines.ts";
import { ByteTable } from "./byte-table.ts";
import { cleanLine } from "./clean-line.ts";
import { type LineBytes, lineBytes } from "./line-bytes.ts";
import { MaskedLine, MOST_REPO_BYTES, MOST_TEMPLATE_BYTES } from "./masked-line.ts";
import { TextMask } from "./masked-text.ts";
import { messageStart, NO_ERROR, UNCLEAN } from "./message-start.ts";
import { type PatternCount, PatternCounts } from "./pattern-counts.ts";
import { templateId, textOfBytes } from "./template-text.ts";

export interface RepoCount {
  /** Empty for lines that name none, and for those beyond the first repositories. */
  readonly repo: string;
  readonly count: number;
}

export interface PatternSummary extends PatternCount {
  /** The hash of the template's bytes: the same in every run. */
  readonly id: string;
  readonly template: string;
  /** Commonest first. */
  readonly repos: readonly RepoCount[];
}

const MOST_PATTERNS = 20_000;
const MOST_TEMPLATES_BYTES = 16_777_216;
const MOST_REPOS = 1_000;

export class LinePatterns {
  readonly #line = new MaskedLine(MOST_TEMPLATE_BYTES);
  readonly #redact: (text: string) => string;
  readonly #mask = new TextMask();
  /** Templates of lines with secrets, without these. */
  readonly #redacted = new Map<number, string>();
  readonly #templates: ByteTable;
  readonly #repos = new ByteTable(MOST_REPOS, MOST_REPOS * MOST_REPO_BYTES);
  readonly #counts: PatternCounts;
  readonly #clean = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  /** All lines so far. */
  lines = 0;
  /** Lines that were counted to a template, kept or not. */
  counted = 0;
  /** Of these, the ones whose template gave way. */
  further = 0;

  /** @param redact takes the secrets out of a text */
  constructor(redact: (text: string) => string, mostPatterns = MOST_PATTERNS) {
    this.#redact = redact;
    this.#templates = new ByteTable(mostPatterns, MOST_TEMPLATES_BYTES);
    this.#counts = new PatternCounts(mostPatterns);
  }

  /** A line where it stands, without its end. */
  take(source: LineBytes, start: number, stop: number): void {
    this.lines += 1;
    if (start === stop || this.#read(source, start, stop)) return;
    const length = cleanLine(source.bytes, start, stop, this.#clean.bytes);
    if (length > 0) this.#read(this.#clean, 0, length);
  }

  /** Templates that are kept. */
  get size(): number {
    return this.#templates.size;
  }

  /** Commonest first; ties in order of first appearance. */
  patterns(most = Number.POSITIVE_INFINITY): readonly PatternSummary[] {
    const counts = this.#counts;
    return counts
      .ranking(this.#templates.size)
      .slice(0, most)
      .map((pattern) => {
        const bytes = this.#templates.textOf(pattern);
        return {
          id: templateId(bytes),
          template: this.#redacted.get(pattern) ?? textOfBytes(bytes),
          ...counts.of(pattern),
          repos: counts.reposOf(pattern).map(({ repo, count }) => ({
            repo: repo < 0 ? "" : textOfBytes(this.#repos.textOf(repo)),
            count,
          })),
        };
      });
  }

  /** @returns false when the line must be cleaned first */
  #read(source: LineBytes, start: number, stop: number): boolean {
    const line = this.#line;
    line.repo.length = 0;
    const message = messageStart(source.bytes, start, stop, line);
    if (message === NO_ERROR) return true;
    if (message === UNCLEAN || !line.read(source, message, stop)) return false;
    this.counted += 1;
    const { template } = line;
    let pattern = this.#templates.find(template);
    if (pattern < 0) {
      while (!this.#templates.hasRoomFor(template)) this.#makeRoom();
      pattern = this.#templates.add(template);
      this.#keepWithoutSecrets(pattern, source.bytes.subarray(message, stop));
      this.#counts.begin(pattern, this.lines);
    }
    this.#counts.count(pattern, this.#repoOf(), this.lines);
    return true;
  }

  /** A secret is told by its form, of which a mask leaves pieces: it must go before. */
  #keepWithoutSecrets(pattern: number, message: Uint8Array): void {
    const text = textOfBytes(message);
    const clean = this.#redact(text);
    if (clean !== text) this.#redacted.set(pattern, this.#mask.templateOf(clean));
  }

  /** Negative when the line names none, or one too many. */
  #repoOf(): number {
    const { repo } = this.#line;
    if (repo.length === 0) return -1;
    const known = this.#repos.find(repo);
    if (known >= 0 || !this.#repos.hasRoomFor(repo)) return known;
    return this.#repos.add(repo);
  }

  #makeRoom(): void {
    const { kept, lost } = this.#counts.keepFrequent(this.#templates.size);
    this.#templates.keep(kept);
    const redacted = [...kept].map((old, number): [number, string | undefined] => [
      number,
      this.#redacted.get(old),
    ]);
    this.#redacted.clear();
    for (const [number, template] of redacted)
      if (template !== undefined) this.#redacted.set(number, template);
    this.further += lost;
  }
}
