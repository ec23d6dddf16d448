/** Draws one screen on a terminal of its own, and gives back what a person would see. */

import { render } from "ink";
import type { IntentKind } from "../../src/responder/effect.ts";
import type { DrillRecord } from "../../src/simulator/drill.ts";
import type { InstantMs } from "../../src/units.ts";
import { type Controls, startControls } from "../../ui/controls.ts";
import { DrillScreen, type ScreenState } from "../../ui/drill-screen.tsx";
import type { Size } from "../../ui/layout.ts";
import { type Palette, PLAIN } from "../../ui/palette.ts";
import { EMPTY_VIEW, receiveAll } from "../../ui/view-state.ts";
import { asStdin, asStdout, FakeKeyboard, FakeTerminal } from "./terminal.ts";

export function stateOf(
  records: readonly DrillRecord[],
  size: Size,
  controls: Partial<Controls> = {},
): ScreenState {
  const view = receiveAll(EMPTY_VIEW, records);
  return {
    scene: { view, now: view.at },
    controls: { ...startControls(60), ...controls },
    size,
    card: null,
  };
}

export interface Drawn {
  readonly frame: string;
  readonly lines: readonly string[];
  readonly written: string;
}

export function draw(state: ScreenState, palette: Palette = PLAIN): Drawn {
  const terminal = new FakeTerminal(state.size.columns, state.size.rows);
  const screen = render(
    <DrillScreen
      {...state}
      replayLine="npx firedrill run model-api-outage --seed 1"
      palette={palette}
      listens={false}
      onKey={() => undefined}
    />,
    {
      stdout: asStdout(terminal),
      stdin: asStdin(new FakeKeyboard(false)),
      interactive: true,
      alternateScreen: true,
      patchConsole: false,
    },
  );
  const { frame, lines, written } = terminal;
  if (terminal.scrolledAway > 0) throw new Error(`${terminal.scrolledAway} lines too many were drawn`);
  screen.unmount();
  screen.cleanup();
  return { frame, lines, written };
}

/** When the first effect of a kind was wanted, such as a declaration or an order. */
export function firstAt(records: readonly DrillRecord[], kind: IntentKind): InstantMs {
  for (const record of records)
    if (record.record === "effect" && record.effect.kind === kind) return record.at;
  throw new Error(`the drill has no ${kind}`);
}

/** The records up to an instant. */
export const until = (records: readonly DrillRecord[], at: InstantMs): readonly DrillRecord[] =>
  records.filter((record) => {
    if (record.record === "header") return true;
    return (record.record === "event" ? record.event.at : record.at) <= at;
  });
