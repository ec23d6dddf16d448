/** A shape is one way a program prints one kind of thing: fixed words that were seen in public, and parts that vary.
 *  Shapes are data; a table of them is drawn from by weight, without sorting or searching.
 *  `id` and `origin` say where the words come from; they are never printed. */

import { assert } from "../../assert.ts";
import type { Dialect } from "./dialect.ts";
import type { LogContext } from "./occurrence.ts";
import { slotsOf } from "./shape-parts.ts";
import { mix } from "./vary.ts";

/** Which language's stack frames a shipper may have left on the line; null where there is no stack to leave. */
export type Trace = "python" | "node" | "jvm" | null;

export type Render<What> = (what: What, context: LogContext, draw: number) => string;

export interface Shape<What> {
  readonly id: string;
  readonly origin: string;
  /** Whole number from 1: how many of the table's slots the shape takes. */
  readonly weight: number;
  readonly trace: Trace;
  readonly render: Render<What>;
}

/** Shapes to draw from. `straight` holds each as often as its weight, `misleading` the ones that hide the cause. */
export interface Table<What> {
  readonly salt: number;
  readonly straight: readonly Shape<What>[];
  readonly misleading: readonly Shape<What>[];
}

/** One row of a list of shapes: `named("OkHttp: interrupted", 4, …)` has the origin `OkHttp` and an id made of both. */
export function named<What>(
  name: string,
  weight: number,
  render: Render<What> | string,
): Omit<Shape<What>, "trace"> {
  const origin = name.slice(0, name.indexOf(":"));
  assert(origin !== "", `a log shape's name is "origin: words", not "${name}"`);
  const id = name
    .toLowerCase()
    .replaceAll(": ", "-")
    .replaceAll(" ", "-")
    .replaceAll("/", "-")
    .replaceAll(",", "");
  return { id, origin, weight, render: typeof render === "string" ? () => render : render };
}

/** The rows of a list, with the list's place before their ids. */
export const placed = <What>(
  place: string,
  trace: Trace,
  rows: readonly Omit<Shape<What>, "trace">[],
): readonly Shape<What>[] => rows.map((row) => ({ ...row, id: `${place}/${row.id}`, trace }));

const DRAWS = 4_294_967_296;
/** Of all draws, those below this share take the world's favourite shape of the table. */
const FAVOURITE_SHARE = 0.5;
/** The last 3 % of draws lie, where the table knows how. */
const HONEST_SHARE = 0.97;

export function table<What>(
  salt: number,
  straight: readonly Shape<What>[],
  misleading: readonly Shape<What>[] = [],
): Table<What> {
  return { salt, straight: slots(straight), misleading: slots(misleading) };
}

function slots<What>(shapes: readonly Shape<What>[]): readonly Shape<What>[] {
  const result: Shape<What>[] = [];
  const ids = new Set<string>();
  for (const shape of shapes) {
    assert(!ids.has(shape.id), `two log shapes are called ${shape.id}`);
    ids.add(shape.id);
    assert(Number.isInteger(shape.weight) && shape.weight >= 1, `weight of log shape ${shape.id}`);
    for (let slot = 0; slot < shape.weight; slot += 1) result.push(shape);
  }
  return result;
}

/** One shape for one 32-bit draw: a lie at times, else the world's favourite or any other. */
export function choose<What>(
  whole: Table<What>,
  { accent, shapes }: Pick<Dialect, "accent" | "shapes">,
  draw: number,
): Shape<What> {
  const straight = slotsOf(whole.straight, shapes);
  const misleading = slotsOf(whole.misleading, shapes);
  const share = draw / DRAWS;
  if (share >= HONEST_SHARE && misleading.length > 0) {
    return at(misleading, (share - HONEST_SHARE) / (1 - HONEST_SHARE));
  }
  if (share < FAVOURITE_SHARE) {
    return straight[mix(accent, whole.salt) % straight.length] as Shape<What>;
  }
  return at(straight, (share - FAVOURITE_SHARE) / (1 - FAVOURITE_SHARE));
}

/** One shape by weight alone. */
export const chooseAny = <What>(from: Table<What>, draw: number): Shape<What> =>
  at(from.straight, draw / DRAWS);

function at<What>(shapes: readonly Shape<What>[], share: number): Shape<What> {
  return shapes[Math.floor(share * shapes.length)] as Shape<What>;
}

/** Each shape once, in the table's order. */
export function distinct<What>(from: Table<What>): readonly Shape<What>[] {
  return [...new Set([...from.straight, ...from.misleading])];
}
