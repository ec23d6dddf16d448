/** Texts made fit for HTML, JavaScript and URLs, as Go's functions of these names do it. */

import { isPrintable } from "../go-quote.ts";
import { utf8Bytes } from "./utf8.ts";

const HTML: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[\0"'&<>]/g, (character) => HTML[character] as string);

const JAVASCRIPT: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", '"': '\\"' };

export const escapeJavascript = (text: string): string =>
  text.replace(/[\\'"<>&=]|[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    if (code === 0x7f || (code >= 0x80 && isPrintable(character))) return character;
    return JAVASCRIPT[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });

export const escapeQuery = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-_.~]/gu, (character) =>
    character === " "
      ? "+"
      : utf8Bytes(character)
          .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
          .join(""),
  );
