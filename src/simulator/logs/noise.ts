/** Lines of every world that say nothing about the incident, drawn by weight (rows in `noise/`).
 *  A tenth or so resembles one of the causes; a few carry control characters; one prints a made-up key. */

import type { Dialect } from "./dialect.ts";
import { EVERYDAY_ERRORS } from "./noise/errors.ts";
import { LOOKALIKES } from "./noise/lookalikes.ts";
import { ROUTINE } from "./noise/routine.ts";
import type { NoiseShape } from "./noise/row.ts";
import { TERMINAL } from "./noise/terminal.ts";
import type { LogLevel } from "./occurrence.ts";
import { keptForReporting, type PrintedShapes } from "./shape-parts.ts";
import { mix } from "./vary.ts";

export type { Lookalike, NoiseShape } from "./noise/row.ts";

export const NOISE: readonly NoiseShape[] = [...ROUTINE, ...EVERYDAY_ERRORS, ...LOOKALIKES, ...TERMINAL];

interface Slot {
  readonly shape: NoiseShape;
  readonly salt: number;
}

type Budget = LogLevel | "any";

/** Kept for reporting: a third of what one level prints that resembles one cause, or none. */
const familyOf = ({ level, resembles }: NoiseShape): string => `${level}/${resembles}`;
export const NOISE_FOR_REPORTING: ReadonlySet<string> = new Set(
  [...new Set(NOISE.map(familyOf))].flatMap((family) => [
    ...keptForReporting(NOISE.filter((shape) => familyOf(shape) === family)),
  ]),
);

/** Each shape as often as its weight. */
const slots = (budget: Budget, printed: PrintedShapes): readonly Slot[] =>
  NOISE.flatMap((shape, salt) =>
    (budget === "any" || shape.level === budget) &&
    (printed === "all" || NOISE_FOR_REPORTING.has(shape.id) === (printed === "reporting"))
      ? Array.from({ length: shape.weight }, (): Slot => ({ shape, salt }))
      : [],
  );

const budgets = (printed: PrintedShapes): Readonly<Record<Budget, readonly Slot[]>> => ({
  any: slots("any", printed),
  INFO: slots("INFO", printed),
  WARN: slots("WARN", printed),
  ERROR: slots("ERROR", printed),
});

const SLOTS: Readonly<Record<PrintedShapes, Readonly<Record<Budget, readonly Slot[]>>>> = {
  all: budgets("all"),
  tuning: budgets("tuning"),
  reporting: budgets("reporting"),
};

/** One kind of noise for a 32-bit draw. A world lacks about a quarter of the kinds, others than the next world. */
export function drawnNoise(
  level: LogLevel | undefined,
  { accent, shapes }: Pick<Dialect, "accent" | "shapes">,
  draw: number,
): NoiseShape {
  const from = SLOTS[shapes][level ?? "any"];
  const first = Math.floor((draw / 4_294_967_296) * from.length);
  const drawn = from[first] as Slot;
  if ((mix(accent, drawn.salt) & 3) !== 0) return drawn.shape;
  return (from[(first + STRIDE) % from.length] as Slot).shape;
}

/** Farther than any shape's slots reach. */
const STRIDE = 41;
