/** The tail of the pods' log lines, routine left out. */

import { type Content, type Scene, stream, timeOf } from "../content.ts";
import { cutLine, type Line, span } from "../line.ts";
import type { LogLine } from "../view/log.ts";

/** The line's own time stamp repeats what stands before it. */
const STAMP = /^\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?\s*/;

export function log({ view }: Scene, columns: number): Content {
  const draw = ({ at, pod, text }: LogLine): Line =>
    cutLine(
      [
        span(`${timeOf(view, at)} `, "faint"),
        span(`${pod.slice(-5)} `, "faint"),
        span(text.replace(STAMP, ""), "plain"),
      ],
      columns,
    );
  return stream("routine left out", view.log.dropped, view.log.lines, draw);
}
