/** How much one query may cost. What can be seen to cost more is refused when it is read, the rest when it is evaluated. */

import type { ExpressionNode, SubqueryNode } from "./expression.ts";
import { QueryError } from "./query-error.ts";

/** Samples that one query may touch: Prometheus' own default (`query.max-samples`). */
export const SAMPLES_MAX = 50_000_000;
/** What a step of a subquery costs beside the samples it looks at, in samples: an empty one is not free. */
export const STEP_COST = 16;
const STEPS_MAX = SAMPLES_MAX / STEP_COST;
/** Of a subquery that names no step: Prometheus' own default interval of evaluation. */
export const SUBQUERY_STEP_MS = 60_000;

/** @throws QueryError at the subquery that has, with those around it, more steps than can be evaluated. */
export function rejectTooManySteps(node: ExpressionNode, text: string, stepsAround = 1): void {
  const look = (inner: ExpressionNode): void => rejectTooManySteps(inner, text, stepsAround);
  switch (node.kind) {
    case "subquery": {
      const steps = stepsAround * stepsOf(node);
      if (steps > STEPS_MAX) {
        const counted = Math.floor(steps);
        const most = STEPS_MAX;
        throw new QueryError(`${counted} steps; at most ${most} can be evaluated`, text, node.from);
      }
      rejectTooManySteps(node.inner, text, Math.max(1, steps));
      return;
    }
    case "parentheses":
      look(node.inner);
      return;
    case "unary":
      look(node.operand);
      return;
    case "binary":
      look(node.left);
      look(node.right);
      return;
    case "aggregation":
      if (node.parameter !== null) look(node.parameter);
      look(node.operand);
      return;
    case "call":
      node.arguments.forEach(look);
      return;
    default:
      return;
  }
}

const stepsOf = ({ range, step }: SubqueryNode): number => range / (step ?? SUBQUERY_STEP_MS);
