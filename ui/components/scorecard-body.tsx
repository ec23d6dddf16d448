/** The body once the drill is over: the scorecard, with the line that replays it always in sight. */

import { Box } from "ink";
import type { ReactNode } from "react";
import type { Scorecard } from "../../src/scoring/scorecard.ts";
import type { Scene } from "../content.ts";
import { GAP } from "../layout.ts";
import { cutLine, span } from "../line.ts";
import { scorecardColumns, scorecardRoom } from "../panels/scorecard.ts";
import { Lines } from "./lines.tsx";
import { Panel } from "./panel.tsx";

interface ScorecardBodyProps {
  readonly scene: Scene;
  readonly card: Scorecard;
  readonly first: number | undefined;
  readonly replayLine: string;
  readonly columns: number;
  readonly rows: number;
}

export function ScorecardBody(props: ScorecardBodyProps): ReactNode {
  const { scene, card, first, replayLine, columns, rows } = props;
  const room = scorecardRoom(rows);
  const replay = cutLine([span(" replay: ", "faint"), span(replayLine, "accent")], columns);
  return (
    <Box flexDirection="column" width={columns}>
      <Box columnGap={GAP} height={room + 1} flexShrink={0}>
        {scorecardColumns(scene, card, columns).map((column) => (
          <Panel
            key={column.title}
            title={column.title}
            chosen={false}
            content={column.content}
            first={first}
            columns={column.columns}
            rows={room + 1}
          />
        ))}
      </Box>
      <Lines lines={[replay]} columns={columns} rows={1} />
    </Box>
  );
}
