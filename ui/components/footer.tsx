/** The keys that matter on the present screen. */

import type { ReactNode } from "react";
import type { Controls } from "../controls.ts";
import { hintLine } from "../panels/keys.ts";
import { Lines } from "./lines.tsx";

interface FooterProps {
  readonly controls: Controls;
  readonly columns: number;
}

export function Footer({ controls, columns }: FooterProps): ReactNode {
  return <Lines lines={[hintLine(controls, columns)]} columns={columns} rows={1} />;
}
