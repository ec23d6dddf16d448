/** Templates' bytes as text for people, and their names. */

const decoder = new TextDecoder();

/** What is no UTF-8, and what would steer a terminal, becomes a replacement character. */
export const textOfBytes = (bytes: Uint8Array): string =>
  decoder.decode(bytes).replace(/[\u0080-\u009f\u2028\u2029]/g, "\ufffd");

const FIRST = 0x811c9dc5 | 0;
const SECOND = 0x9e3779b9 | 0;

/** Sixteen hex digits: two hashes of 32 bits. A name only: texts are told apart by their bytes (`byte-table.ts`); that two of a
 *  million get one name has a chance of one in thirty million. */
export function templateId(bytes: Uint8Array): string {
  let first = FIRST;
  let second = SECOND;
  for (const byte of bytes) {
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(((second << 13) | (second >>> 19)) ^ byte, 0x85ebca6b);
  }
  return hex(finished(first)) + hex(finished(second ^ bytes.length));
}

function finished(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

const hex = (hash: number): string => hash.toString(16).padStart(8, "0");
