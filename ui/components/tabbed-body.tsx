/** The body at ordinary sizes: clocks and digest above, the chosen panel below its tabs. */

import { Box } from "ink";
import type { ReactNode } from "react";
import type { Scene } from "../content.ts";
import type { Controls } from "../controls.ts";
import { GAP, type Layout } from "../layout.ts";
import { ruled, span } from "../line.ts";
import { clockLines, clocksNote } from "../panels/clocks.ts";
import { digest } from "../panels/digest.ts";
import { contentOf } from "../panels/panels.ts";
import { Lines } from "./lines.tsx";
import { Panel } from "./panel.tsx";
import { Tabs } from "./tabs.tsx";

interface TabbedBodyProps {
  readonly scene: Scene;
  readonly controls: Controls;
  readonly layout: Extract<Layout, { is: "tabbed" }>;
  readonly columns: number;
}

export function TabbedBody({ scene, controls, layout, columns }: TabbedBodyProps): ReactNode {
  const { clocks, digest: digestColumns, summaryRows, mainRows } = layout;
  const { panel, first } = controls;
  const title = ruled([span("CLOCKS ", "strong"), span(`${clocksNote(scene)} `, "faint")], [], columns);
  return (
    <Box flexDirection="column" width={columns}>
      <Lines lines={[title]} columns={columns} rows={1} />
      <Box columnGap={GAP} width={columns} height={summaryRows}>
        <Lines lines={clockLines(scene, clocks)} columns={clocks} rows={summaryRows} />
        <Lines lines={digest(scene, digestColumns)} columns={digestColumns} rows={summaryRows} />
      </Box>
      <Tabs chosen={panel} columns={columns} />
      <Panel
        title={null}
        chosen={true}
        content={contentOf(panel, scene, columns)}
        first={first[panel]}
        columns={columns}
        rows={mainRows}
      />
    </Box>
  );
}
