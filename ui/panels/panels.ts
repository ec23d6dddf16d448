/** Every panel by its name. */

import type { Content, Scene } from "../content.ts";
import type { PanelId } from "../layout.ts";
import { causes } from "./causes.ts";
import { decision } from "./decision.ts";
import { fleet } from "./fleet.ts";
import { log } from "./log.ts";
import { messages } from "./messages.ts";
import { now } from "./now.ts";
import { timeline } from "./timeline.ts";

export const PANEL_TITLES: Readonly<Record<PanelId, string>> = {
  timeline: "Timeline",
  fleet: "Fleet",
  causes: "Causes",
  decision: "Go/No-Go",
  now: "Now",
  messages: "Messages",
  log: "Log",
};

const CONTENTS: Readonly<Record<PanelId, (scene: Scene, columns: number) => Content>> = {
  timeline,
  fleet,
  causes,
  decision,
  now,
  messages,
  log,
};

export const contentOf = (panel: PanelId, scene: Scene, columns: number): Content =>
  CONTENTS[panel](scene, columns);
