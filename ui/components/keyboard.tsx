/** Hands every key press on; draws nothing. Without a terminal at the other end nothing is listened to. */

import { type Key, useInput } from "ink";
import type { ReactNode } from "react";

interface KeyboardProps {
  readonly listens: boolean;
  readonly onKey: (input: string, key: Key) => void;
}

export function Keyboard({ listens, onKey }: KeyboardProps): ReactNode {
  useInput(onKey, { isActive: listens });
  return null;
}
