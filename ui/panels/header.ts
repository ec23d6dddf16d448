/** The two lines at the top of every screen: that this is an exercise, which one, the time, and how the incident
 *  stands. */

import { unreachable } from "../../src/assert.ts";
import type { IncidentPhase } from "../../src/responder/lifecycle.ts";
import { formatClock } from "../../src/units.ts";
import { type Scene, timeOf } from "../content.ts";
import type { Controls } from "../controls.ts";
import { between, cutLine, type Line, type Span, span, type Tone, widthOf } from "../line.ts";
import type { IncidentView } from "../view/incident.ts";
import type { ViewState } from "../view-state.ts";

export function headerLines(scene: Scene, controls: Controls, columns: number): readonly Line[] {
  const { view, now } = scene;
  const { exercise } = view;
  const title = exercise === null ? " waiting for the drill" : ` ${exercise.title}`;
  const seed = exercise?.seed ?? null;
  // The mark comes before everything else: whatever the width, it is the last to be cut.
  const mark = span(" EXERCISE ", "exercise");
  const clock: Line = [
    span(seed === null ? "" : `seed ${seed}  `, "strong"),
    span(`${timeOf(view, now)}Z`, "strong"),
    span(` +${formatClock(now)} `, "faint"),
    paceSpan(controls),
    span(" "),
  ];
  return [
    cutLine([mark, ...between([span(title, "strong")], clock, columns - widthOf([mark]))], columns),
    between([span(" "), ...standing(view)], aside(view), columns),
  ];
}

function paceSpan({ screen, overlay, speed }: Controls): Span {
  const pace = speed === "max" ? "max" : `${speed}×`;
  switch (screen.is) {
    case "running":
      return overlay === "help" ? span("‖ WAITING", "warn") : span(`▸ ${pace}`, "good");
    case "paused":
      return span(`‖ PAUSED ${pace}`, "warn");
    case "scorecard":
    case "review":
    case "left":
      return span("■ OVER", "accent");
    default:
      return unreachable(screen);
  }
}

const PHASES: Readonly<Record<IncidentPhase, { readonly says: string; readonly tone: Tone }>> = {
  open: { says: "INVESTIGATING", tone: "bad" },
  mitigating: { says: "MITIGATING", tone: "warn" },
  observing: { says: "OBSERVING", tone: "accent" },
  resolved: { says: "RESOLVED", tone: "good" },
  reviewed: { says: "RESOLVED, review done", tone: "good" },
  withdrawn: { says: "WITHDRAWN, false alarm", tone: "plain" },
};

function standing({ incident, clocks, exercise }: ViewState): Line {
  if (incident === null) {
    return clocks.firing.length > 0
      ? [span("! alert firing", "alarm"), span(", no incident declared")]
      : [span("no incident, watching", "faint")];
  }
  const { says, tone } = PHASES[incident.phase];
  return [
    span(`${incident.severity} ${incident.id} `, "strong"),
    span(says, tone),
    ...reach(incident, exercise?.repositories.length ?? 0),
  ];
}

function reach({ scope }: IncidentView, repositories: number): Line {
  if (scope === null) return [];
  const { affected, affectedNow, pilotAffected } = scope;
  const failing =
    affectedNow.length === 0
      ? span(", none failing now", "plain")
      : span(`, ${affectedNow.length} failing now`, "bad");
  return [
    ...(pilotAffected ? [span(" · PILOT HIT", "bad")] : []),
    span(` · ${affected.length} of ${repositories} repos hit`),
    failing,
  ];
}

/** Who plays, when it is not the responder itself. */
function aside({ exercise }: ViewState): Line {
  if (exercise === null) return [];
  const unusual = [
    exercise.player === "responder" ? "" : `player ${exercise.player}`,
    exercise.chaos === "none" ? "" : `chaos ${exercise.chaos}`,
  ].filter((text) => text !== "");
  return unusual.length === 0 ? [] : [span(`${unusual.join(", ")} `, "faint")];
}
