/** The body where there is room: every panel side by side. */

import { Box } from "ink";
import type { ReactNode } from "react";
import { type Scene, table } from "../content.ts";
import type { Controls } from "../controls.ts";
import { type Area, type Band, GAP, type Layout, ROW_GAP } from "../layout.ts";
import { clockLines, clocksNote } from "../panels/clocks.ts";
import { contentOf, PANEL_TITLES } from "../panels/panels.ts";
import { Panel } from "./panel.tsx";

interface FullBodyProps {
  readonly scene: Scene;
  readonly controls: Controls;
  readonly layout: Extract<Layout, { is: "full" }>;
}

export function FullBody({ scene, controls, layout }: FullBodyProps): ReactNode {
  const areaOf = ({ panel, rows }: Area, columns: number): ReactNode => {
    if (panel === "clocks") {
      const content = table(clocksNote(scene), clockLines(scene, columns));
      return (
        <Panel
          key={panel}
          title="Clocks"
          chosen={false}
          content={content}
          first={undefined}
          columns={columns}
          rows={rows}
        />
      );
    }
    return (
      <Panel
        key={panel}
        title={PANEL_TITLES[panel]}
        chosen={panel === controls.panel}
        content={contentOf(panel, scene, columns)}
        first={controls.first[panel]}
        columns={columns}
        rows={rows}
      />
    );
  };
  const bandOf = ({ rows, columns }: Band): ReactNode => (
    <Box height={rows} columnGap={GAP} flexShrink={0}>
      {columns.map((column) => (
        <Box
          key={column.areas.map(({ panel }) => panel).join()}
          flexDirection="column"
          rowGap={ROW_GAP}
          width={column.columns}
          flexShrink={0}
        >
          {column.areas.map((area) => areaOf(area, column.columns))}
        </Box>
      ))}
    </Box>
  );
  return (
    <Box flexDirection="column" marginTop={1} rowGap={ROW_GAP}>
      {bandOf(layout.top)}
      {bandOf(layout.bottom)}
    </Box>
  );
}
