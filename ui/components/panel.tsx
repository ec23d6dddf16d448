/** A panel: its title on a rule, and the part of its lines that fits. */

import type { ReactNode } from "react";
import type { Content } from "../content.ts";
import { shownOf } from "../controls.ts";
import { type Line, ruled, type Span, span } from "../line.ts";
import { Lines } from "./lines.tsx";

interface PanelProps {
  /** Null where something else (tabs) already names the panel. */
  readonly title: string | null;
  readonly chosen: boolean;
  readonly content: Content;
  readonly first: number | undefined;
  readonly columns: number;
  /** With the title's row. */
  readonly rows: number;
}

export function Panel({ title, chosen, content, first, columns, rows }: PanelProps): ReactNode {
  const [from, to] = shownOf(first, { ...content, rows: rows - 1 });
  const heading: readonly Span[] =
    title === null
      ? []
      : [span(`${chosen ? "▸ " : ""}${title.toUpperCase()} `, chosen ? "accent" : "strong")];
  const titleLine = ruled([...heading, ...noteOf(content)], position(content, from, to, first), columns);
  return <Lines lines={[titleLine, ...content.lines(from, to)]} columns={columns} rows={rows} />;
}

const noteOf = ({ note }: Content): Line => (note === "" ? [] : [span(`${note} `, "faint")]);

/** Which part is seen, when it is not the whole. */
function position({ start, end, rests }: Content, from: number, to: number, first: number | undefined): Line {
  if (from === start && to === end) return [];
  const held = first !== undefined && rests === "bottom";
  return [
    span(` ${from + 1}–${to} of ${end}`, held ? "warn" : "faint"),
    ...(held ? [span(", G newest", "warn")] : []),
  ];
}
