/** Text that came from outside, made safe for a terminal: control characters (escape sequences among them) and
 *  characters that reorder or hide others become visible marks. Log text is hostile until it has been through here.
 *  Law: the result holds no character below U+0020 and none of C1, and making it safe again changes nothing. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const ESCAPE_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const REORDERING = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function terminalText(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCES, "")
    .replace(/[\t\r\n\u2028\u2029]+/g, " ")
    .replace(CONTROLS, "·")
    .replace(REORDERING, "");
}

/** Cut to a width, with an ellipsis where something is missing. Never ends in half of a character. */
export function cutTo(text: string, width: number): string {
  if (width <= 0) return "";
  if (text.length <= width) return text;
  const kept = text.slice(0, width - 1);
  const last = kept.charCodeAt(kept.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${isHalf ? kept.slice(0, -1) : kept}…`;
}
