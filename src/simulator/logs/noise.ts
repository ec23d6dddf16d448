/** Lines of every world that say nothing about the incident, drawn by weight (rows in `noise/`).
 *  A tenth or so resembles one of the causes; a few carry control characters; one prints a made-up key. */

import { EVERYDAY_ERRORS } from "./noise/errors.ts";
import { LOOKALIKES } from "./noise/lookalikes.ts";
import { ROUTINE } from "./noise/routine.ts";
import type { NoiseShape } from "./noise/row.ts";
import { TERMINAL } from "./noise/terminal.ts";
import type { LogLevel } from "./occurrence.ts";
import { mix } from "./vary.ts";

export type { Lookalike, NoiseShape } from "./noise/row.ts";

export const NOISE: readonly NoiseShape[] = [...ROUTINE, ...EVERYDAY_ERRORS, ...LOOKALIKES, ...TERMINAL];

interface Slot {
  readonly shape: NoiseShape;
  readonly salt: number;
}

/** Each shape as often as its weight. */
const slots = (level: LogLevel | null): readonly Slot[] =>
  NOISE.flatMap((shape, salt) =>
    level === null || shape.level === level
      ? Array.from({ length: shape.weight }, (): Slot => ({ shape, salt }))
      : [],
  );

const ANY = slots(null);
const BY_LEVEL: Readonly<Record<LogLevel, readonly Slot[]>> = {
  INFO: slots("INFO"),
  WARN: slots("WARN"),
  ERROR: slots("ERROR"),
};

/** One kind of noise for a 32-bit draw. A world lacks about a quarter of the kinds, others than the next world. */
export function drawnNoise(level: LogLevel | undefined, accent: number, draw: number): NoiseShape {
  const from = level === undefined ? ANY : BY_LEVEL[level];
  const first = Math.floor((draw / 4_294_967_296) * from.length);
  const drawn = from[first] as Slot;
  if ((mix(accent, drawn.salt) & 3) !== 0) return drawn.shape;
  return (from[(first + STRIDE) % from.length] as Slot).shape;
}

/** Farther than any shape's slots reach. */
const STRIDE = 41;
