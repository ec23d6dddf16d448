/** The five clocks as bars against their targets. */

import { unreachable } from "../../src/assert.ts";
import { TARGET_TITLES } from "../../src/report/scorecard-text.ts";
import { milliseconds } from "../../src/units.ts";
import { type Scene, stopwatch, timeOf } from "../content.ts";
import { bar, cutLine, field, type Line, span, type Tone } from "../line.ts";
import { type ClockFace, type ClockState, clockFaces } from "../view/clocks.ts";

const SYMBOLS: Readonly<Record<ClockState, { readonly sign: string; readonly tone: Tone }>> = {
  idle: { sign: "○", tone: "faint" },
  running: { sign: "●", tone: "strong" },
  late: { sign: "✗", tone: "bad" },
  met: { sign: "✓", tone: "good" },
  missed: { sign: "✗", tone: "bad" },
};

const TITLE_WIDTH = 10;
const TIME_WIDTH = 6;

export function clocksNote({ view }: Scene): string {
  const { clocks } = view;
  switch (clocks.are) {
    case "waiting":
      return "observed from the first alert on";
    case "running":
      return `observed since the ${clocks.zeroIs} ${timeOf(view, clocks.zeroAt)}`;
    default:
      return unreachable(clocks);
  }
}

export function clockLines(scene: Scene, columns: number): readonly Line[] {
  const { view, now } = scene;
  const faces = clockFaces(view.clocks, view.exercise?.targets ?? [], now, view.end?.at ?? null);
  return faces.map((face) => faceLine(face, columns));
}

function faceLine(face: ClockFace, columns: number): Line {
  const { state, shows, within, id } = face;
  const { sign, tone } = SYMBOLS[state];
  const idle = state === "idle";
  const time = idle ? "–" : stopwatch(shows);
  const width = Math.max(4, columns - TITLE_WIDTH - 2 * TIME_WIDTH - 4);
  return cutLine(
    [
      span(`${sign} `, tone),
      field(TARGET_TITLES[id], TITLE_WIDTH, idle ? "faint" : "plain"),
      field(time, TIME_WIDTH, tone, "right"),
      span(" "),
      ...bar(idle ? 0 : shows / within, width, tone),
      span(" "),
      field(over(face), TIME_WIDTH, state === "late" || state === "missed" ? "bad" : "faint", "right"),
    ],
    columns,
  );
}

/** The target, or by how much it is exceeded. */
const over = ({ state, shows, within }: ClockFace): string =>
  state === "late" || state === "missed" ? `+${stopwatch(milliseconds(shows - within))}` : stopwatch(within);
