/** The fleet: how each repository does, which of them the incident has reached, and which is the pilot. */

import { type Content, type Scene, table, timeOf } from "../content.ts";
import { cutLine, field, type Line, span, type Tone } from "../line.ts";
import type { Exercise } from "../view/exercise.ts";
import { carriedMinutes, type RepositoryView, successOf } from "../view/fleet.ts";
import type { Scope } from "../view/incident.ts";

type Standing = "failing" | "recovered" | "suspect" | "idle" | "healthy" | "unknown";

const STANDINGS: Readonly<Record<Standing, { readonly sign: string; readonly tone: Tone }>> = {
  failing: { sign: "✗", tone: "bad" },
  recovered: { sign: "↑", tone: "warn" },
  suspect: { sign: "?", tone: "warn" },
  idle: { sign: "‖", tone: "faint" },
  healthy: { sign: " ", tone: "plain" },
  unknown: { sign: " ", tone: "faint" },
};

/** What the responder calls affected leads; before it has looked, the runbook's own bound does. */
function standingOf(
  name: string,
  seen: RepositoryView | undefined,
  scope: Scope | null,
  { affected }: Exercise,
): Standing {
  if (scope?.affectedNow.includes(name) === true) return "failing";
  // Flows came before and come no longer: paused by a rollback, or held up.
  if (seen?.ended === 0 && seen.minutes.some((share) => share !== null)) return "idle";
  if (scope?.affected.includes(name) === true) return "recovered";
  const success = seen === undefined ? null : successOf(seen);
  if (seen === undefined || success === null) return "unknown";
  return seen.failed >= affected.failuresAtLeast && success < affected.successBelow ? "suspect" : "healthy";
}

/** Rising with the failed share, so that a fleet in peace is a flat line. Bounds in basis points. */
const SPARKS: readonly (readonly [from: number, glyph: string])[] = [
  [7_500, "█"],
  [5_000, "▇"],
  [3_500, "▆"],
  [2_000, "▅"],
  [1_000, "▄"],
  [500, "▃"],
  [100, "▂"],
  [0, "▁"],
];

/** The `width` minutes up to `minute`; the last reading is carried on for a while. */
export function sparkline(
  minutes: readonly (number | null)[],
  minute: number,
  width: number,
  carried: number,
): string {
  const last = minutes.length - 1;
  let text = "";
  for (let index = minute - width + 1; index <= minute; index += 1) {
    const known = index >= 0 && index <= last + carried;
    const share = known ? (minutes[Math.min(index, last)] ?? null) : null;
    text += share === null ? " " : (SPARKS.find(([from]) => share >= from)?.[1] ?? " ");
  }
  return text;
}

const SUCCESS_WIDTH = 7;
const COUNTS_WIDTH = 12;
const STANDING_WIDTH = 11;
const LONGEST_SPARK = 60;
const ROOMY = 76;

export function fleet({ view, now }: Scene, columns: number): Content {
  const { exercise, incident } = view;
  if (exercise === null) return table("", []);
  const lookback = exercise.lookback === null ? "" : ` over ${exercise.lookback}`;
  const roomy = columns >= ROOMY;
  const names = Math.max(...exercise.repositories.map((name) => name.length), 10);
  const fixed = names + 4 + SUCCESS_WIDTH + 2 + (roomy ? COUNTS_WIDTH + STANDING_WIDTH + 2 : 0);
  const sparkWidth = Math.min(LONGEST_SPARK, Math.max(0, columns - fixed));
  const minute = Math.floor(now / 60_000);
  const carried = carriedMinutes(exercise);
  const draw = (name: string): Line => {
    const seen = view.fleet.repositories[name];
    const standing = standingOf(name, seen, incident?.scope ?? null, exercise);
    const { sign, tone } = STANDINGS[standing];
    const success = seen === undefined ? null : successOf(seen);
    return cutLine(
      [
        span(`${sign} `, tone),
        field(name, names, tone),
        span(name === exercise.pilot ? " P" : "  ", "accent"),
        field(success === null ? "–" : `${(success / 100).toFixed(1)}%`, SUCCESS_WIDTH, tone, "right"),
        span("  "),
        span(sparkline(seen?.minutes ?? [], minute, sparkWidth, carried), tone === "plain" ? "faint" : tone),
        ...(roomy
          ? [
              field(seen === undefined ? "" : `${seen.failed} of ${seen.ended}`, COUNTS_WIDTH, tone, "right"),
              span("  "),
              field(WORDS[standing], STANDING_WIDTH, tone),
            ]
          : []),
      ],
      columns,
    );
  };
  const { measuredAt } = view.fleet;
  const stale = measuredAt !== null && minute - Math.floor(measuredAt / 60_000) > carried;
  const note = stale
    ? `no metrics since ${timeOf(view, measuredAt)}`
    : `success${lookback} · failed share · P pilot`;
  return table(note, exercise.repositories.map(draw));
}

const WORDS: Readonly<Record<Standing, string>> = {
  failing: "failing",
  recovered: "recovered",
  suspect: "suspect",
  idle: "no flows",
  healthy: "",
  unknown: "",
};
