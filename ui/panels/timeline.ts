/** The story so far, newest at the bottom: the same lines that the plain output tells. */

import type { StoryLine, Tone } from "../../src/report/story.ts";
import { type Content, type Scene, stream, timeOf } from "../content.ts";
import { cutLine, type Line, span } from "../line.ts";

/** How a line is meant, for those who see no colour. */
export const TONE_SIGNS: Readonly<Record<Tone, string>> = {
  alarm: "!",
  people: "@",
  finding: "◆",
  decision: "▲",
  action: "»",
  message: "#",
  calm: "✓",
  plain: "·",
};

export function timeline({ view }: Scene, columns: number): Content {
  const draw = ({ at, tone, text }: StoryLine): Line =>
    cutLine(
      [span(`${timeOf(view, at)} `, "faint"), span(`${TONE_SIGNS[tone]} `, tone), span(text, tone)],
      columns,
    );
  return stream("", 0, view.story, draw);
}
