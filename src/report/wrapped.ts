/** Text laid out in lines of plain characters: wrapped at spaces, and columns of a width. */

import { cutTo } from "./terminal-text.ts";

export const PAGE_COLUMNS = 80;

/** The first line keeps the spaces it begins with, the others begin with the indent. A word that fits on no line is left
 *  whole. */
export function wrapped(text: string, indent = "", columns = PAGE_COLUMNS): readonly string[] {
  const words = text.trimStart();
  const lines: string[] = [];
  let line = text.slice(0, text.length - words.length);
  let isEmpty = true;
  for (const word of words.split(" ")) {
    if (isEmpty) line += word;
    else if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

export interface Column {
  readonly columns: number;
  readonly align: "left" | "right";
}

export const left = (columns: number): Column => ({ columns, align: "left" });
export const right = (columns: number): Column => ({ columns, align: "right" });

/** One row of a table: a space between the columns, nothing after the last. */
export function tableRow(columns: readonly Column[], cells: readonly string[]): string {
  return columns
    .map(({ columns: width, align }, index) => {
      const cell = cutTo(cells[index] ?? "", width);
      return align === "left" ? cell.padEnd(width) : cell.padStart(width);
    })
    .join(" ")
    .trimEnd();
}
