/** What client libraries print when a provider does not answer at all: the common ground of every vendor.
 *  The words come from HTTP libraries rather than vendors, so a vendor gives only its names. */

import type { Sdk } from "../dialect.ts";
import type { ProviderFailureKind } from "../occurrence.ts";
import { placed, type Trace } from "../shape.ts";
import { brokenConnections, refusedConnections } from "./connections.ts";
import type { Rows, VendorNames } from "./names.ts";
import { gatewayRecords, timeouts } from "./timeouts.ts";
import type { TransportShape } from "./wire.ts";

const TRACES: Readonly<Record<Sdk, Trace>> = {
  python: "python",
  node: "node",
  jvm: "jvm",
  go: null,
  proxy: null,
};

export function transportShapes(names: VendorNames): readonly TransportShape[] {
  const of = (failure: ProviderFailureKind, rows: Rows): readonly TransportShape[] =>
    (Object.keys(rows) as Sdk[]).flatMap((sdk) =>
      placed(`${names.vendor}/${failure}/${sdk}`, TRACES[sdk], rows[sdk]).map((shape) => ({
        ...shape,
        failure,
        sdk,
      })),
    );
  return [
    ...of("timeout", timeouts(names)),
    ...of("connection-refused", refusedConnections(names)),
    ...of("connection-reset", brokenConnections(names)),
    ...of("gateway", gatewayRecords(names)),
  ];
}
