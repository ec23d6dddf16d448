/** The keys: those that matter on a screen in one line, and all of them with the signs as the help. */

import { unreachable } from "../../src/assert.ts";
import type { Controls } from "../controls.ts";
import { BLANK, cutLine, type Line, type Span, span } from "../line.ts";
import { TONE_SIGNS } from "./timeline.ts";

type Hint = readonly [key: string, does: string];

function hintsOf({ screen, overlay }: Controls): readonly Hint[] {
  if (overlay === "help")
    return [
      ["any key", "back"],
      ["q", "quit"],
    ];
  switch (screen.is) {
    case "running":
      return [
        ["space", "pause"],
        ["- +", "speed"],
        ["↑ ↓", "scroll"],
        ["tab", "panel"],
        ["?", "help"],
        ["q", "quit"],
      ];
    case "paused":
      return [
        ["space", "go on"],
        ["s", "next record"],
        ["n", "next line"],
        ["tab", "panel"],
        ["?", "help"],
        ["q", "quit"],
      ];
    case "scorecard":
      return [
        ["↑ ↓", "scroll"],
        ["tab", "look back"],
        ["?", "help"],
        ["q", "leave"],
      ];
    case "review":
      return [
        ["0", "scorecard"],
        ["↑ ↓", "scroll"],
        ["tab", "panel"],
        ["?", "help"],
        ["q", "leave"],
      ];
    case "left":
      return [];
    default:
      return unreachable(screen);
  }
}

export const hintLine = (controls: Controls, columns: number): Line =>
  cutLine(
    hintsOf(controls).flatMap(([key, does]): readonly Span[] => [
      span(` ${key}`, "strong"),
      span(` ${does}  `, "faint"),
    ]),
    columns,
  );

const KEYS: readonly Hint[] = [
  ["space", "pause, go on"],
  ["-  +  (,  .)", "slower, faster"],
  ["s", "one record further, and pause"],
  ["n", "on to the next line of the timeline, and pause"],
  ["↑ ↓  PgUp PgDn", "scroll the chosen panel"],
  ["g  G", "to its first, to its newest line"],
  ["tab  1 … 7", "choose a panel"],
  ["0", "the scorecard, once the drill is over"],
  ["ctrl-l", "draw the screen anew"],
  ["q", "quit; a drill that is not over is aborted"],
];

const SIGNS: readonly Hint[] = [
  ["○ ● ✓ ✗", "clock: not started, running, target met, missed"],
  ["✗ ↑ ? ‖", "repository: failing, recovered, suspect, without flows"],
  ["✓ ○ ?", "criterion: holds, does not, not known"],
  [Object.values(TONE_SIGNS).slice(0, 4).join(" "), "timeline: alarm, people, finding, decision,"],
  [Object.values(TONE_SIGNS).slice(4).join(" "), "          action, message, calm, other"],
];

const ROW = 18;

export const helpLines = (columns: number): readonly Line[] =>
  [
    heading("KEYS"),
    ...KEYS.map(row),
    BLANK,
    heading("SIGNS"),
    ...SIGNS.map(row),
    BLANK,
    [span("  The drill waits while this is shown.", "faint")],
  ].map((line) => cutLine(line, columns));

const heading = (text: string): Line => [span(` ${text}`, "strong")];
const row = ([key, does]: Hint): Line => [span(`  ${key.padEnd(ROW)}`, "accent"), span(does)];
