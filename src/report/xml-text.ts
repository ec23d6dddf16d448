/** Text from outside, made fit for XML 1.0: what no XML document may hold, escaped or not, becomes a visible mark. */

import { terminalText } from "./terminal-text.ts";

/** Halves of characters, and the two code points that are none. */
const NO_CHARACTERS = /[\ud800-\udfff]|[\ufffe\uffff]/gu;

export const xmlText = (text: string): string => terminalText(text).replace(NO_CHARACTERS, "\ufffd");
