/** What a tone looks like. The plain palette styles nothing at all, so that a screen under NO_COLOR holds no escape
 *  sequence but those that move the cursor; meaning never rests on a tone alone. */

import type { TextProps } from "ink";
import { createContext } from "react";
import type { Tone } from "./line.ts";

type Style = Pick<TextProps, "color" | "bold" | "dimColor" | "inverse">;

export type Palette = Readonly<Record<Tone, Style>>;

export const COLOURS: Palette = {
  plain: {},
  faint: { dimColor: true },
  strong: { bold: true },
  good: { color: "green" },
  bad: { color: "red", bold: true },
  warn: { color: "yellow" },
  accent: { color: "cyan" },
  exercise: { color: "yellow", bold: true, inverse: true },
  alarm: { color: "red", bold: true },
  people: { color: "cyan" },
  finding: { color: "magenta", bold: true },
  decision: { color: "yellow", bold: true },
  action: { color: "blueBright" },
  message: {},
  calm: { color: "green" },
};

export const PLAIN: Palette = {
  plain: {},
  faint: {},
  strong: {},
  good: {},
  bad: {},
  warn: {},
  accent: {},
  exercise: {},
  alarm: {},
  people: {},
  finding: {},
  decision: {},
  action: {},
  message: {},
  calm: {},
};

/** As https://no-color.org has it: set to anything but nothing. */
export const paletteFor = (environment: Readonly<Record<string, string | undefined>>): Palette =>
  (environment["NO_COLOR"] ?? "") === "" ? COLOURS : PLAIN;

export const PaletteContext = createContext<Palette>(COLOURS);
