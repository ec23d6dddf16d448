/** Which panels a terminal of a given size shows, and how large: pure arithmetic, no drawing.
 *  Law: the parts of a layout add up to the size exactly, so that a frame never has a line too many. */

import { unreachable } from "../src/assert.ts";

export const PANELS = ["timeline", "fleet", "causes", "decision", "now", "messages", "log"] as const;
export type PanelId = (typeof PANELS)[number];

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** `rows` counts the panel's title. */
export interface Area {
  readonly panel: PanelId | "clocks";
  readonly rows: number;
}

export interface Column {
  readonly columns: number;
  readonly areas: readonly Area[];
}

export type Layout =
  /** Too small for a drill to be followed. */
  | { readonly is: "notice" }
  /** Clocks and digest above, one panel below. */
  | {
      readonly is: "tabbed";
      readonly clocks: number;
      readonly digest: number;
      readonly summaryRows: number;
      readonly mainRows: number;
    }
  /** Everything side by side. */
  | { readonly is: "full"; readonly top: Band; readonly bottom: Band };

export interface Band {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Two lines of header, one rule below it, one line of keys. */
export const HEADER_ROWS = 2;
const FRAME_ROWS = HEADER_ROWS + 2;
/** Between columns that stand side by side. */
export const GAP = 2;

export const SMALLEST: Size = { columns: 72, rows: 18 };
const SMALLEST_FULL: Size = { columns: 144, rows: 40 };

const CLOCK_ROWS = 6;
const CLOCKS_NARROW = 34;
/** From here on the digest has the room it wants, and the clocks take a part of what there is beyond. */
const DIGEST_FULL_FROM = 80;

export function layoutFor({ columns, rows }: Size): Layout {
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return { is: "notice" };
  if (columns >= SMALLEST_FULL.columns && rows >= SMALLEST_FULL.rows) return fullLayout({ columns, rows });
  const spare = Math.max(0, columns - DIGEST_FULL_FROM);
  const clocks = CLOCKS_NARROW + Math.min(12, Math.floor(spare / 4));
  return {
    is: "tabbed",
    clocks,
    digest: columns - clocks - GAP,
    summaryRows: CLOCK_ROWS,
    // A rule parts the summary from the panel.
    mainRows: rows - FRAME_ROWS - CLOCK_ROWS - 1,
  };
}

/** What lies between the header and the line of keys. */
export const bodyRows = ({ rows }: Size): number => rows - HEADER_ROWS - 1;

const TOP_ROWS = 19;
/** The longest criterion of the decision must not be cut where there is any room for it. */
const DECISION_COLUMNS = 58;
const FLEET_ROWS = 11;
/** Between panels that stand one above the other. */
export const ROW_GAP = 1;

function fullLayout({ columns, rows }: Size): Layout {
  const body = rows - FRAME_ROWS;
  // The tables of the top band have a size of their own; what is left belongs to the story.
  const top = Math.min(TOP_ROWS, Math.floor(body / 2));
  const bottom = body - top - ROW_GAP;
  const left = Math.min(64, Math.floor((columns - 2 * GAP - DECISION_COLUMNS) / 2));
  const middle = left;
  const right = columns - left - middle - 2 * GAP;
  const log = Math.floor(bottom * 0.3);
  return {
    is: "full",
    top: {
      rows: top,
      columns: [
        {
          columns: left,
          areas: [
            { panel: "clocks", rows: CLOCK_ROWS },
            { panel: "now", rows: top - CLOCK_ROWS - ROW_GAP },
          ],
        },
        { columns: middle, areas: [{ panel: "causes", rows: top }] },
        { columns: right, areas: [{ panel: "decision", rows: top }] },
      ],
    },
    bottom: {
      rows: bottom,
      columns: [
        {
          columns: left,
          areas: [
            { panel: "fleet", rows: FLEET_ROWS },
            { panel: "messages", rows: bottom - FLEET_ROWS - ROW_GAP },
          ],
        },
        {
          columns: columns - left - GAP,
          areas: [
            { panel: "timeline", rows: bottom - log - ROW_GAP },
            { panel: "log", rows: log },
          ],
        },
      ],
    },
  };
}

/** The room a panel has for its lines, without its title; null where it is not on the screen. */
export function roomOf(layout: Layout, panel: PanelId, { columns }: Size): Size | null {
  switch (layout.is) {
    case "notice":
      return null;
    case "tabbed":
      return { columns, rows: layout.mainRows - 1 };
    case "full":
      for (const band of [layout.top, layout.bottom]) {
        for (const column of band.columns) {
          const area = column.areas.find((candidate) => candidate.panel === panel);
          if (area !== undefined) return { columns: column.columns, rows: area.rows - 1 };
        }
      }
      return null;
    default:
      return unreachable(layout);
  }
}
