/** How a service inside the cluster is addressed. */

import type { InternalFailure } from "../occurrence.ts";
import type { Shape } from "../shape.ts";

export type InternalRows = readonly Omit<Shape<InternalFailure>, "trace">[];

export const serviceHost = (what: InternalFailure): string => `${what.service}.flowengine.svc.cluster.local`;
