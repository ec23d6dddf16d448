/** Numbers and durations for people, as Prometheus writes them. */

import { formatGeneral } from "../go-format.ts";

const LARGE = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const SMALL = ["m", "u", "n", "p", "f", "a", "z", "y"];
const LARGE_1024 = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/** A value and its prefix, divided until it is below the base or the prefixes are spent. */
function shrunk(value: number, prefixes: readonly string[], base: number): string {
  let rest = value;
  let prefix = "";
  for (const next of prefixes) {
    if (Math.abs(rest) < base) break;
    prefix = next;
    rest /= base;
  }
  return formatGeneral(rest, 4) + prefix;
}

function enlarged(value: number): string {
  let rest = value;
  let prefix = "";
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1_000;
  }
  return formatGeneral(rest, 4) + prefix;
}

export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return Math.abs(value) >= 1 ? shrunk(value, LARGE, 1_000) : enlarged(value);
}

export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return shrunk(value, LARGE_1024, 1_024);
}

export const humanizePercentage = (value: number): string => `${formatGeneral(value * 100, 4)}%`;

export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return formatGeneral(value, 4);
  if (value === 0) return `${formatGeneral(value, 4)}s`;
  if (Math.abs(value) < 1) return `${enlarged(value)}s`;
  const sign = value < 0 ? "-" : "";
  const total = Math.floor(Math.abs(value));
  const parts = [
    `${Math.floor(total / 86_400)}d`,
    `${Math.floor(total / 3_600) % 24}h`,
    `${Math.floor(total / 60) % 60}m`,
    `${total % 60}s`,
  ];
  const largest = parts.findIndex((part) => !part.startsWith("0"));
  // Days to minutes come with whole seconds, seconds alone with four digits.
  return sign + (total < 60 ? `${formatGeneral(Math.abs(value), 4)}s` : parts.slice(largest).join(" "));
}
