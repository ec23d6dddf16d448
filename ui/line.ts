/** Lines as the screen has them: pieces of text with a tone, cut to a width before they are drawn.
 *  Law: a piece can only be made by `span`, which sends its text through `terminalText`; so whatever a log line, a
 *  message or an error contains, no control character of it reaches the terminal. */

import { cutTo, terminalText } from "../src/report/terminal-text.ts";

declare const safe: unique symbol;
export type SafeText = string & { readonly [safe]: true };

export type Tone =
  | "plain"
  | "faint"
  | "strong"
  | "good"
  | "bad"
  | "warn"
  | "accent"
  | "exercise"
  | "alarm"
  | "people"
  | "finding"
  | "decision"
  | "action"
  | "message"
  | "calm";

export interface Span {
  readonly text: SafeText;
  readonly tone: Tone;
}

export type Line = readonly Span[];

export const BLANK: Line = [];

export const span = (text: string, tone: Tone = "plain"): Span => ({
  text: terminalText(text) as SafeText,
  tone,
});

export const widthOf = (line: Line): number => line.reduce((width, { text }) => width + text.length, 0);

export const sameLine = (a: Line, b: Line): boolean =>
  a.length === b.length &&
  a.every(({ text, tone }, place) => text === b[place]?.text && tone === b[place]?.tone);

/** Exactly `width` characters: cut, or filled up on the side that `align` leaves free. */
export function field(
  text: string,
  width: number,
  tone: Tone = "plain",
  align: "left" | "right" = "left",
): Span {
  const cut = cutTo(terminalText(text), width);
  return span(align === "left" ? cut.padEnd(width) : cut.padStart(width), tone);
}

/** At most `width` characters; what is missing at the end shows as an ellipsis. */
export function cutLine(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Span[] = [];
  let left = width;
  for (const { text, tone } of line) {
    // The cut falls where the rest no longer fits, even when a piece ends exactly there.
    if (text.length < left) kept.push(span(text, tone));
    else {
      kept.push(span(cutTo(`${text}…`, left), tone));
      break;
    }
    left -= text.length;
  }
  return kept;
}

/** As many items a row as fit, parted by `separator`: where nothing may be lost, rows are added instead of cut. */
export function packed(items: readonly string[], separator: string, width: number): readonly string[] {
  const rows: string[] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + separator.length + item.length <= width)
      rows[rows.length - 1] = `${last}${separator}${item}`;
    else rows.push(item);
  }
  return rows;
}

/** `left` at the left edge and `right` at the right one; the left part gives way. */
export function between(left: Line, right: Line, width: number): Line {
  if (right.length === 0) return cutLine(left, width);
  const room = width - widthOf(right) - 1;
  if (room <= 0) return cutLine(right, width);
  const cut = cutLine(left, room);
  return [...cut, span(" ".repeat(width - widthOf(cut) - widthOf(right))), ...right];
}

/** A rule across the width that carries words at its left end and at its right one. */
export function ruled(left: Line, right: Line, width: number): Line {
  const room = width - widthOf(right) - 1;
  const cut = cutLine(left, Math.max(0, room));
  return cutLine(
    [...cut, span("─".repeat(Math.max(0, width - widthOf(cut) - widthOf(right))), "faint"), ...right],
    width,
  );
}

/** How much of a whole there is, as a bar of `width` characters that reads without colour. */
export function bar(share: number, width: number, tone: Tone): readonly Span[] {
  const full = Math.min(width, Math.max(0, Math.round(share * width)));
  return [span("━".repeat(full), tone), span("·".repeat(width - full), "faint")];
}
