/** What the person at the keyboard has chosen: screen, speed, panel, how far each is scrolled. Keys become actions by
 *  one table, from which the help is drawn too; actions change the controls in one pure reducer.
 *  Not here: moving the drill (playback.ts), what the journal tells (view-state.ts). */

import { unreachable } from "../src/assert.ts";
import { PANELS, type PanelId } from "./layout.ts";

export type Speed = number | "max";

export const SPEEDS: readonly Speed[] = [1, 5, 15, 60, 240, 1000, "max"];

export type Screen =
  | { readonly is: "running" }
  | { readonly is: "paused" }
  | { readonly is: "scorecard" }
  /** The drill is over and its panels are looked at once more. */
  | { readonly is: "review" }
  | { readonly is: "left"; readonly drill: "finished" | "quit" };

export type Scrolled = PanelId | "scorecard";

export interface Controls {
  readonly screen: Screen;
  readonly overlay: "none" | "help";
  readonly speed: Speed;
  readonly panel: PanelId;
  /** The first line shown, by its number; a panel that is not named stands where it rests. */
  readonly first: Readonly<Partial<Record<Scrolled, number>>>;
}

export const startControls = (speed: Speed): Controls => ({
  screen: { is: "running" },
  overlay: "none",
  speed,
  panel: "timeline",
  first: {},
});

export type ScrollBy = "line-up" | "line-down" | "page-up" | "page-down" | "top" | "bottom";

export type Action =
  | { readonly do: "pause" }
  | { readonly do: "slower" }
  | { readonly do: "faster" }
  | { readonly do: "step"; readonly to: "record" | "story" }
  | { readonly do: "scroll"; readonly by: ScrollBy }
  | { readonly do: "panel"; readonly panel: PanelId }
  | { readonly do: "turn"; readonly by: 1 | -1 }
  | { readonly do: "scorecard" }
  | { readonly do: "help" }
  /** Draws the whole screen anew, whatever else has written to the terminal. */
  | { readonly do: "redraw" }
  | { readonly do: "quit" }
  /** Not a key: the drill has come to its end. */
  | { readonly do: "end" };

/** The keys that are no printable characters, by Ink's names. */
export type NamedKey =
  | "upArrow"
  | "downArrow"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "tab"
  | "escape"
  | "return";

interface Binding {
  readonly characters: string;
  readonly named: readonly NamedKey[];
  readonly action: Action;
}

const bind = (characters: string, action: Action, ...named: readonly NamedKey[]): Binding => ({
  characters,
  named,
  action,
});

const BINDINGS: readonly Binding[] = [
  bind(" ", { do: "pause" }),
  bind("-,", { do: "slower" }),
  bind("+=.", { do: "faster" }),
  bind("s", { do: "step", to: "record" }),
  bind("n", { do: "step", to: "story" }),
  bind("k", { do: "scroll", by: "line-up" }, "upArrow"),
  bind("j", { do: "scroll", by: "line-down" }, "downArrow"),
  bind("", { do: "scroll", by: "page-up" }, "pageUp"),
  bind("", { do: "scroll", by: "page-down" }, "pageDown"),
  bind("g", { do: "scroll", by: "top" }, "home"),
  bind("G", { do: "scroll", by: "bottom" }, "end"),
  bind("", { do: "turn", by: 1 }, "tab"),
  ...PANELS.map((panel, index) => bind(String(index + 1), { do: "panel", panel })),
  bind("0", { do: "scorecard" }, "escape"),
  bind("?h", { do: "help" }),
  bind("q", { do: "quit" }),
];

const CONTROL_KEYS: Readonly<Record<string, readonly Action[]>> = {
  c: [{ do: "quit" }],
  l: [{ do: "redraw" }],
};

/** What of Ink's key object matters here. */
export type PressedKey = Readonly<Partial<Record<NamedKey | "ctrl" | "shift" | "meta", boolean>>>;

/** Several characters may come at once, from a key that is held down. */
export function actionsOf(input: string, key: PressedKey): readonly Action[] {
  if (key.ctrl === true) return CONTROL_KEYS[input] ?? [];
  if (key.meta === true && key.escape !== true) return [];
  if (key.tab === true && key.shift === true) return [{ do: "turn", by: -1 }];
  const named = BINDINGS.find((binding) => binding.named.some((name) => key[name] === true));
  if (named !== undefined) return [named.action];
  return [...input].flatMap((character) => {
    const bound = BINDINGS.find(({ characters }) => characters.includes(character));
    return bound === undefined ? [] : [bound.action];
  });
}

/** The lines there are to scroll through, and how many of them are seen at once. */
export interface Extent {
  /** The number of the first line there still is, and of the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  /** Where a panel stands that nobody scrolled: streams show what is newest. */
  readonly rests: "top" | "bottom";
}

export const NO_EXTENT: Extent = { start: 0, end: 0, rows: 0, rests: "top" };

export const isOver = ({ screen }: Controls): boolean =>
  screen.is === "scorecard" || screen.is === "review" || screen.is === "left";

const THROUGH_HELP: ReadonlySet<Action["do"]> = new Set<Action["do"]>(["quit", "end", "redraw"]);

export function control(controls: Controls, action: Action, extent: Extent): Controls {
  // Whatever is pressed over the help takes the help away, and no more; leaving works from everywhere.
  if (controls.overlay === "help" && !THROUGH_HELP.has(action.do)) return { ...controls, overlay: "none" };
  switch (action.do) {
    case "redraw":
      return controls;
    case "pause":
      return { ...controls, screen: pausedOrNot(controls.screen) };
    case "slower":
    case "faster":
      return isOver(controls) ? controls : { ...controls, speed: nextSpeed(controls.speed, action.do) };
    case "step":
      // The drill is moved by whoever plays it; a step out of the running drill pauses it first.
      return controls.screen.is === "running" ? { ...controls, screen: { is: "paused" } } : controls;
    case "scroll": {
      const what = controls.screen.is === "scorecard" ? "scorecard" : controls.panel;
      return { ...controls, first: scrolled(controls.first, what, action.by, extent) };
    }
    case "panel":
      return { ...lookingBack(controls), panel: action.panel };
    case "turn":
      return turned(controls, action.by);
    case "scorecard":
      return controls.screen.is === "review" ? { ...controls, screen: { is: "scorecard" } } : controls;
    case "help":
      return { ...controls, overlay: "help" };
    case "quit":
      return { ...controls, screen: { is: "left", drill: isOver(controls) ? "finished" : "quit" } };
    case "end":
      return isOver(controls) ? controls : { ...controls, screen: { is: "scorecard" }, overlay: "none" };
    default:
      return unreachable(action);
  }
}

function pausedOrNot(screen: Screen): Screen {
  switch (screen.is) {
    case "running":
      return { is: "paused" };
    case "paused":
      return { is: "running" };
    case "scorecard":
    case "review":
    case "left":
      return screen;
    default:
      return unreachable(screen);
  }
}

/** Any speed may have been asked for at the start; the keys go to the next of the steps. */
function nextSpeed(speed: Speed, direction: "slower" | "faster"): Speed {
  const value = (step: Speed): number => (step === "max" ? Number.POSITIVE_INFINITY : step);
  const found =
    direction === "faster"
      ? SPEEDS.find((step) => value(step) > value(speed))
      : SPEEDS.findLast((step) => value(step) < value(speed));
  return found ?? speed;
}

const lookingBack = (controls: Controls): Controls =>
  controls.screen.is === "scorecard" ? { ...controls, screen: { is: "review" } } : controls;

/** Once the drill is over the scorecard takes its turn among the panels. */
function turned(controls: Controls, by: 1 | -1): Controls {
  const at = controls.screen.is === "scorecard" ? -1 : PANELS.indexOf(controls.panel);
  const first = isOver(controls) ? -1 : 0;
  const count = PANELS.length - first;
  const to = ((at - first + by + count) % count) + first;
  const panel = PANELS[to];
  if (panel === undefined) return { ...controls, screen: { is: "scorecard" } };
  return { ...lookingBack(controls), panel };
}

function scrolled(
  first: Controls["first"],
  what: Scrolled,
  by: ScrollBy,
  { start, end, rows, rests }: Extent,
): Controls["first"] {
  const last = Math.max(start, end - rows);
  const rest = rests === "top" ? start : last;
  const from = Math.min(last, Math.max(start, first[what] ?? rest));
  const to = Math.min(last, Math.max(start, from + linesFor(by, rows, last - start)));
  const { [what]: _before, ...others } = first;
  return to === rest ? others : { ...others, [what]: to };
}

function linesFor(by: ScrollBy, rows: number, all: number): number {
  switch (by) {
    case "line-up":
      return -1;
    case "line-down":
      return 1;
    // A line of the last page stays, to keep the eye.
    case "page-up":
      return -Math.max(1, rows - 1);
    case "page-down":
      return Math.max(1, rows - 1);
    case "top":
      return -all;
    case "bottom":
      return all;
    default:
      return unreachable(by);
  }
}

/** The lines to be shown, by their numbers: from the first up to, and without, the last. */
export function shownOf(
  first: number | undefined,
  { start, end, rows, rests }: Extent,
): readonly [number, number] {
  const last = Math.max(start, end - rows);
  const rest = rests === "top" ? start : last;
  const from = Math.min(last, Math.max(start, first ?? rest));
  return [from, Math.min(end, from + rows)];
}
