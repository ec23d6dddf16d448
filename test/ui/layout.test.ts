import { describe, expect, it } from "vitest";
import {
  type Band,
  GAP,
  HEADER_ROWS,
  layoutFor,
  PANELS,
  ROW_GAP,
  roomOf,
  type Size,
} from "../../ui/layout.ts";
import { fc } from "../foundations/fast-check.ts";

const TABLE: readonly (readonly [columns: number, rows: number, is: string, timeline: Size | null])[] = [
  [40, 10, "notice", null],
  [71, 24, "notice", null],
  [80, 17, "notice", null],
  [72, 18, "tabbed", { columns: 72, rows: 6 }],
  [80, 24, "tabbed", { columns: 80, rows: 12 }],
  [100, 30, "tabbed", { columns: 100, rows: 18 }],
  [160, 39, "tabbed", { columns: 160, rows: 27 }],
  [143, 60, "tabbed", { columns: 143, rows: 48 }],
  [160, 48, "full", { columns: 109, rows: 15 }],
];

it.each(TABLE)("%i×%i is %s", (columns, rows, is, timeline) => {
  const size = { columns, rows };
  const layout = layoutFor(size);
  expect(layout.is).toBe(is);
  expect(roomOf(layout, "timeline", size)).toEqual(timeline);
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe("the parts of a layout add up", () => {
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 400 }),
    rows: fc.integer({ min: 1, max: 120 }),
  });

  it("to the whole terminal, and no panel is without a line", () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const layout = layoutFor(size);
        switch (layout.is) {
          case "notice":
            return;
          case "tabbed": {
            // The title of the clocks, the tabs, the keys.
            expect(HEADER_ROWS + 1 + layout.summaryRows + 1 + layout.mainRows + 1).toBe(size.rows);
            expect(layout.clocks + GAP + layout.digest).toBe(size.columns);
            break;
          }
          case "full":
            // An empty row below the header, the keys.
            expect(HEADER_ROWS + 1 + layout.top.rows + ROW_GAP + layout.bottom.rows + 1).toBe(size.rows);
            for (const band of [layout.top, layout.bottom]) expectWhole(band, size);
        }
        for (const panel of PANELS) expect(roomOf(layout, panel, size)?.rows).toBeGreaterThan(0);
      }),
    );
  });
});

function expectWhole({ rows, columns }: Band, size: Size): void {
  expect(sum(columns.map((column) => column.columns)) + GAP * (columns.length - 1)).toBe(size.columns);
  for (const { areas } of columns)
    expect(sum(areas.map((area) => area.rows)) + ROW_GAP * (areas.length - 1)).toBe(rows);
}
