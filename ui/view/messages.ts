/** What was said to people, newest last: one entry for each message, however often it took to send it. */

import { unreachable } from "../../src/assert.ts";
import type { EffectOf } from "../../src/responder/effect.ts";
import type { EventOf } from "../../src/responder/event.ts";
import type { InstantMs } from "../../src/units.ts";

export type Delivery = "sending" | "sent" | "failed" | "unknown";

export interface Message {
  readonly at: InstantMs;
  readonly key: string;
  /** The latest attempt. */
  readonly effectId: string;
  readonly via: "page" | "post" | "mail";
  readonly to: string;
  readonly says: string;
  readonly delivery: Delivery;
}

type MessageEffect = EffectOf<"page" | "post-message" | "send-mail">;

export function said(messages: readonly Message[], at: InstantMs, effect: MessageEffect): readonly Message[] {
  const { key, id } = effect;
  const message: Message = { at, key, effectId: id, delivery: "sending", ...contentOf(effect) };
  const known = messages.findLastIndex((earlier) => earlier.key === key);
  if (known === -1) return [...messages, message];
  return messages.map((earlier, place) =>
    place === known ? { ...earlier, effectId: id, delivery: "sending" } : earlier,
  );
}

function contentOf(effect: MessageEffect): Pick<Message, "via" | "to" | "says"> {
  switch (effect.kind) {
    case "page":
      return { via: "page", to: effect.target.person, says: firstLine(effect.arguments.text) };
    case "post-message":
      return { via: "post", to: `#${effect.target.channel}`, says: firstLine(effect.arguments.text) };
    case "send-mail":
      return { via: "mail", to: recipients(effect.target.mailboxes), says: effect.arguments.subject };
    default:
      return unreachable(effect);
  }
}

const firstLine = (text: string): string => text.split(/[\r\n]/)[0] ?? "";

const recipients = (mailboxes: readonly string[]): string =>
  mailboxes.length === 1 ? (mailboxes[0] ?? "") : `${mailboxes.length} mailboxes`;

export function delivered(
  messages: readonly Message[],
  { effectId, outcome }: EventOf<"outcome">,
): readonly Message[] {
  const index = messages.findLastIndex((message) => message.effectId === effectId);
  if (index === -1) return messages;
  const delivery = deliveryOf(outcome.status);
  return messages.map((message, place) => (place === index ? { ...message, delivery } : message));
}

function deliveryOf(status: EventOf<"outcome">["outcome"]["status"]): Delivery {
  switch (status) {
    case "done":
    case "accepted":
      return "sent";
    case "failed":
      return "failed";
    case "unknown":
      return "unknown";
    default:
      return unreachable(status);
  }
}
