/** The fingerprint by which Alertmanager tells alerts apart: FNV-1a of 64 bits over the labels, ordered by name.
 *  Label values are taken as UTF-8, as they stand in the webhook. */

import type { LabelRecord } from "../../rules/labels.ts";

const OFFSET_BASIS = 14695981039346656037n;
const PRIME = 1099511628211n;
const SEPARATOR = 0xff;

/** Sixteen hexadecimal digits. */
export function fingerprintOf(labels: LabelRecord): string {
  let hash = OFFSET_BASIS;
  const take = (byte: number): void => {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  };
  for (const name of Object.keys(labels).sort()) {
    for (const part of [name, labels[name] as string]) {
      for (const character of part) takeUtf8(character.codePointAt(0) as number, take);
      take(SEPARATOR);
    }
  }
  return hash.toString(16).padStart(16, "0");
}

function takeUtf8(codePoint: number, take: (byte: number) => void): void {
  const continuation = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint < 0x80) take(codePoint);
  else if (codePoint < 0x800) {
    take(0xc0 | (codePoint >> 6));
    take(continuation(0));
  } else if (codePoint < 0x10000) {
    take(0xe0 | (codePoint >> 12));
    take(continuation(6));
    take(continuation(0));
  } else {
    take(0xf0 | (codePoint >> 18));
    take(continuation(12));
    take(continuation(6));
    take(continuation(0));
  }
}
