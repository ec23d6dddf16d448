/** The world's Prometheus evaluates its rule groups, each at its interval and at an offset of its own, and tells
 *  Alertmanager what is due (`alert-statements.ts`). A rule that fails is a truth of the drill, noted once for each
 *  message: its alerts go silent in production as they do here. */

import type { RuleFile, RuleGroup } from "../../rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupState,
  initialGroupState,
  type PreparedGroup,
  prepareGroup,
  type RuleFailure,
} from "../../rules/rule-group.ts";
import { type DurationMs, type InstantMs, milliseconds, plus } from "../../units.ts";
import type { World } from "../world/world.ts";
import { type AlertStatement, nothingStated, type Stated, statementsDue } from "./alert-statements.ts";
import type { SimulatedPrometheus } from "./prometheus.ts";

export type Listener = (statements: readonly AlertStatement[], at: InstantMs) => void;

interface Evaluator {
  readonly world: World;
  readonly listener: Listener;
  readonly told: Set<string>;
}

interface RunningGroup {
  readonly prepared: PreparedGroup;
  readonly every: DurationMs;
  readonly stated: Stated;
  state: GroupState;
}

export function startEvaluating(
  world: World,
  prometheus: SimulatedPrometheus,
  rules: readonly RuleFile[],
  listener: Listener,
): void {
  const evaluator: Evaluator = { world, listener, told: new Set() };
  const offsets = world.streams.stream("observe/alerts");
  for (const { groups } of rules) {
    for (const group of groups) {
      const running: RunningGroup = {
        prepared: prepareGroup(group, prometheus.engine),
        every: intervalOf(group, world.scenario.observation.evaluateEvery),
        stated: nothingStated(),
        state: initialGroupState(group),
      };
      const offset = milliseconds(offsets.between(0, running.every - 1));
      world.queue.schedule(plus(world.queue.now, offset), evaluate, { evaluator, group: running });
    }
  }
}

/** As in Prometheus, an interval of zero is none. */
const intervalOf = ({ interval }: RuleGroup, usual: DurationMs): DurationMs =>
  interval === null || interval === 0 ? usual : interval;

function evaluate(
  subject: { readonly evaluator: Evaluator; readonly group: RunningGroup },
  at: InstantMs,
): void {
  const { evaluator, group } = subject;
  const evaluation = evaluateGroup(group.prepared, group.state, at);
  group.state = evaluation.state;
  for (const failure of evaluation.failures) tellOnce(evaluator, failure);
  const due = statementsDue(group.stated, evaluation, at, group.every);
  if (due.length > 0) evaluator.listener(due, at);
  evaluator.world.queue.schedule(plus(at, group.every), evaluate, subject);
}

function tellOnce({ world, told }: Evaluator, { rule, message }: RuleFailure): void {
  const key = `${rule}\n${message}`;
  if (told.has(key)) return;
  told.add(key);
  world.witness.truth({ truth: "rule-failed", rule, message });
}
