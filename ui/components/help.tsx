/** The help, in the place of the body. */

import type { ReactNode } from "react";
import { helpLines } from "../panels/keys.ts";
import { Lines } from "./lines.tsx";

interface HelpProps {
  readonly columns: number;
  readonly rows: number;
}

export function Help({ columns, rows }: HelpProps): ReactNode {
  return <Lines lines={helpLines(columns)} columns={columns} rows={rows} />;
}
