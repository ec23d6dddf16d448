/** What was said to people: when, to whom, its first line, and whether it got through. */

import { type Content, type Scene, stream, timeOf } from "../content.ts";
import { cutLine, field, type Line, span, type Tone } from "../line.ts";
import type { Delivery, Message } from "../view/messages.ts";

const SIGNS: Readonly<Record<Delivery, { readonly sign: string; readonly tone: Tone }>> = {
  sending: { sign: "…", tone: "faint" },
  sent: { sign: "✓", tone: "good" },
  failed: { sign: "✗", tone: "bad" },
  unknown: { sign: "?", tone: "warn" },
};

const WIDEST_RECIPIENT = 34;
const NARROWEST_RECIPIENT = 20;

export function messages({ view }: Scene, columns: number): Content {
  const recipient = Math.min(WIDEST_RECIPIENT, Math.max(NARROWEST_RECIPIENT, Math.floor(columns / 3)));
  const draw = ({ at, via, to, says, delivery }: Message): Line => {
    const { sign, tone } = SIGNS[delivery];
    return cutLine(
      [
        span(`${timeOf(view, at)} `, "faint"),
        span(`${sign} `, tone),
        field(via === "page" ? `@${to}` : to, recipient, "people"),
        span(` ${says}`),
      ],
      columns,
    );
  };
  return stream("", 0, view.messages, draw);
}
