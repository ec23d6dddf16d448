/** The whole screen, as a pure function of what the journal told, what the keys chose and the terminal's size.
 *  Invariants: EXERCISE stands in the first line of every screen at every size; a frame has exactly as many lines as
 *  the terminal; nothing is drawn that is not in the scene, and the scorecard only once there is one. */

import { Box, type Key } from "ink";
import type { ReactNode } from "react";
import { unreachable } from "../src/assert.ts";
import type { Scorecard } from "../src/scoring/scorecard.ts";
import { Footer } from "./components/footer.tsx";
import { FullBody } from "./components/full-body.tsx";
import { Header } from "./components/header.tsx";
import { Help } from "./components/help.tsx";
import { Keyboard } from "./components/keyboard.tsx";
import { Notice } from "./components/notice.tsx";
import { ScorecardBody } from "./components/scorecard-body.tsx";
import { TabbedBody } from "./components/tabbed-body.tsx";
import type { Scene } from "./content.ts";
import { type Controls, type Extent, NO_EXTENT } from "./controls.ts";
import { bodyRows, layoutFor, roomOf, type Size } from "./layout.ts";
import { type Palette, PaletteContext } from "./palette.ts";
import { contentOf } from "./panels/panels.ts";
import { scorecardColumns, scorecardRoom } from "./panels/scorecard.ts";

export interface ScreenState {
  readonly scene: Scene;
  readonly controls: Controls;
  readonly size: Size;
  /** Null until the drill is over. */
  readonly card: Scorecard | null;
}

export interface DrillScreenProps extends ScreenState {
  readonly replayLine: string;
  readonly palette: Palette;
  /** Whether there are keys to be listened to. */
  readonly listens: boolean;
  readonly onKey: (input: string, key: Key) => void;
}

export function DrillScreen(props: DrillScreenProps): ReactNode {
  const { scene, controls, size, palette, listens, onKey } = props;
  return (
    <PaletteContext value={palette}>
      <Keyboard listens={listens} onKey={onKey} />
      <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
        <Header scene={scene} controls={controls} columns={size.columns} />
        <Box flexDirection="column" height={Math.max(0, bodyRows(size))} flexShrink={0} overflow="hidden">
          {bodyOf(props)}
        </Box>
        <Footer controls={controls} columns={size.columns} />
      </Box>
    </PaletteContext>
  );
}

function bodyOf({ scene, controls, size, card, replayLine }: DrillScreenProps): ReactNode {
  const layout = layoutFor(size);
  const { columns } = size;
  if (layout.is === "notice") return <Notice {...size} />;
  if (controls.overlay === "help") return <Help columns={columns} rows={bodyRows(size)} />;
  if (controls.screen.is === "scorecard" && card !== null) {
    return (
      <ScorecardBody
        scene={scene}
        card={card}
        first={controls.first.scorecard}
        replayLine={replayLine}
        columns={columns}
        rows={bodyRows(size)}
      />
    );
  }
  switch (layout.is) {
    case "tabbed":
      return <TabbedBody scene={scene} controls={controls} layout={layout} columns={columns} />;
    case "full":
      return <FullBody scene={scene} controls={controls} layout={layout} />;
    default:
      return unreachable(layout);
  }
}

/** What the scroll keys would move through on this screen. */
export function extentOf({ scene, controls, size, card }: ScreenState): Extent {
  const layout = layoutFor(size);
  if (layout.is === "notice") return NO_EXTENT;
  if (controls.screen.is === "scorecard" && card !== null) {
    const ends = scorecardColumns(scene, card, size.columns).map(({ content }) => content.end);
    return { start: 0, end: Math.max(...ends), rows: scorecardRoom(bodyRows(size)), rests: "top" };
  }
  const room = roomOf(layout, controls.panel, size);
  if (room === null) return NO_EXTENT;
  const { start, end, rests } = contentOf(controls.panel, scene, room.columns);
  return { start, end, rows: room.rows, rests };
}
