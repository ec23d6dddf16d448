/** One line on the screen, in the palette at hand. It is cut before it gets here; Ink's own cutting stays on for
 *  characters that are two cells wide, which the cut cannot see.
 *  Most lines of a frame are those of the frame before: they are compared and left alone. */

import { Text } from "ink";
import { memo, type ReactNode, useContext } from "react";
import { type Line, sameLine } from "../line.ts";
import { PaletteContext } from "../palette.ts";

interface LineTextProps {
  readonly line: Line;
}

function Drawn({ line }: LineTextProps): ReactNode {
  const palette = useContext(PaletteContext);
  // An empty text has no height, and the frame would lose a row.
  if (line.every(({ text }) => text === "")) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {line.map(({ text, tone }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the line, it is never moved
        <Text key={place} {...palette[tone]}>
          {text}
        </Text>
      ))}
    </Text>
  );
}

export const LineText = memo(Drawn, (before, after) => sameLine(before.line, after.line));
