/** The names of the panels in a row, the chosen one in brackets. */

import type { ReactNode } from "react";
import { PANELS, type PanelId } from "../layout.ts";
import { cutLine, type Line, type Span, span } from "../line.ts";
import { PANEL_TITLES } from "../panels/panels.ts";
import { Lines } from "./lines.tsx";

interface TabsProps {
  readonly chosen: PanelId;
  readonly columns: number;
}

export function Tabs({ chosen, columns }: TabsProps): ReactNode {
  return <Lines lines={[cutLine(tabLine(chosen), columns)]} columns={columns} rows={1} />;
}

const tabLine = (chosen: PanelId): Line =>
  PANELS.flatMap((panel, index): readonly Span[] => {
    const title = `${index + 1} ${PANEL_TITLES[panel]}`;
    return panel === chosen ? [span(`[${title}]`, "accent")] : [span(` ${title} `, "faint")];
  });
