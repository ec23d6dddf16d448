/** Exactly `rows` lines of `columns` characters: cut off or filled up with empty ones. */

import { Box } from "ink";
import type { ReactNode } from "react";
import { BLANK, type Line } from "../line.ts";
import { LineText } from "./line-text.tsx";

interface LinesProps {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly rows: number;
}

export function Lines({ lines, columns, rows }: LinesProps): ReactNode {
  const exact = Array.from({ length: Math.max(0, rows) }, (_, row) => lines[row] ?? BLANK);
  return (
    <Box flexDirection="column" width={columns} height={exact.length} flexShrink={0} overflow="hidden">
      {exact.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
        <LineText key={row} line={line} />
      ))}
    </Box>
  );
}
