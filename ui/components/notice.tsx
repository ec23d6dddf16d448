/** The body of a terminal in which nothing could be read: says so, and how much room it takes. */

import type { ReactNode } from "react";
import { type Size, SMALLEST } from "../layout.ts";
import { cutLine, type Line, span } from "../line.ts";
import { Lines } from "./lines.tsx";

export function Notice({ columns, rows }: Size): ReactNode {
  const lines: readonly Line[] = [
    [span(" The terminal is too small.", "warn")],
    [span(` It has ${columns}×${rows}, the drill takes ${SMALLEST.columns}×${SMALLEST.rows}.`)],
    [span(" Make it larger, or press q to quit.", "faint")],
  ];
  // The header and the keys around it have their rows already.
  return (
    <Lines
      lines={lines.map((line) => cutLine(line, columns))}
      columns={columns}
      rows={Math.max(0, rows - 3)}
    />
  );
}
