/** The top of every screen. */

import type { ReactNode } from "react";
import type { Scene } from "../content.ts";
import type { Controls } from "../controls.ts";
import { HEADER_ROWS } from "../layout.ts";
import { headerLines } from "../panels/header.ts";
import { Lines } from "./lines.tsx";

interface HeaderProps {
  readonly scene: Scene;
  readonly controls: Controls;
  readonly columns: number;
}

export function Header({ scene, controls, columns }: HeaderProps): ReactNode {
  return <Lines lines={headerLines(scene, controls, columns)} columns={columns} rows={HEADER_ROWS} />;
}
