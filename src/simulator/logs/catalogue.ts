/** Every shape once, with an example of what it renders: for tests and documentation, not for drills. */

import { DATABASE } from "./database.ts";
import { DATABASE_DRIVERS, SDKS, type Sdk, VALIDATORS } from "./dialect.ts";
import { ENGINE } from "./engine.ts";
import { INTERNAL } from "./internal.ts";
import { NOISE, NOISE_FOR_REPORTING } from "./noise.ts";
import type {
  DatabaseFailureKind,
  EngineEvent,
  InternalFailureKind,
  LogContext,
  ProviderFailureKind,
} from "./occurrence.ts";
import { ANTHROPIC } from "./providers/anthropic.ts";
import { GOOGLE } from "./providers/google.ts";
import { OPENAI } from "./providers/openai.ts";
import { OTHER_VENDOR } from "./providers/other.ts";
import type { ProviderTables } from "./providers/wire.ts";
import { distinct, type Shape, type Table } from "./shape.ts";
import { keptForReporting, type ShapePart } from "./shape-parts.ts";
import { VALIDATION } from "./validators.ts";

export interface CatalogueEntry {
  readonly id: string;
  readonly origin: string;
  readonly weight: number;
  /** What the shape tells of: `anthropic/overloaded`, `psycopg/deadlock`, `pydantic`, `noise`. */
  readonly tells: string;
  /** The library or language, where the same thing is told in several. */
  readonly sdk: Sdk | null;
  readonly misleading: boolean;
  readonly part: ShapePart;
  readonly render: (context: LogContext, draw: number) => string;
}

export function catalogue(): readonly CatalogueEntry[] {
  const entries = [
    ...provider("anthropic", ANTHROPIC, "claude-sonnet-4-5"),
    ...provider("openai", OPENAI, "gpt-4o"),
    ...provider("google", GOOGLE, "gemini-2.5-pro"),
    ...provider("mistral", OTHER_VENDOR, "mistral-large-2411"),
    ...DATABASE_DRIVERS.flatMap((driver) =>
      (Object.keys(DATABASE[driver]) as DatabaseFailureKind[]).flatMap((failure) =>
        each(`${driver}/${failure}`, null, DATABASE[driver][failure], { of: "database-failure", failure }),
      ),
    ),
    ...VALIDATORS.flatMap((validator) =>
      each(validator, null, VALIDATION[validator], {
        of: "validation-failure",
        family: "risk-score",
        schemaVersion: "20251104_002",
      }),
    ),
    ...SDKS.flatMap((sdk) =>
      (Object.keys(INTERNAL[sdk]) as InternalFailureKind[]).flatMap((failure) =>
        each(`internal/${failure}`, sdk, INTERNAL[sdk][failure], {
          of: "internal-failure",
          failure,
          service: "artifact-store",
        }),
      ),
    ),
    ...engine(),
    ...NOISE.map((shape) => ({
      ...shape,
      tells: "noise",
      sdk: null,
      misleading: false,
      part: partOf(shape, NOISE_FOR_REPORTING),
    })),
  ];
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}

const partOf = ({ id }: { readonly id: string }, reporting: ReadonlySet<string>): ShapePart =>
  reporting.has(id) ? "reporting" : "tuning";

function each<What>(
  tells: string,
  sdk: Sdk | null,
  from: Table<What>,
  example: What,
): readonly CatalogueEntry[] {
  const straight = new Set<Shape<What>>(from.straight);
  const reporting = new Set([...keptForReporting(from.straight), ...keptForReporting(from.misleading)]);
  return distinct(from).map((shape) => ({
    id: shape.id,
    origin: shape.origin,
    weight: shape.weight,
    tells,
    sdk,
    misleading: !straight.has(shape),
    part: partOf(shape, reporting),
    render: (context, draw) => shape.render(example, context, draw),
  }));
}

function provider(name: string, tables: ProviderTables, model: string): readonly CatalogueEntry[] {
  return SDKS.flatMap((sdk) =>
    (Object.keys(tables[sdk]) as ProviderFailureKind[]).flatMap((failure) =>
      each(`${name}/${failure}`, sdk, tables[sdk][failure], {
        of: "provider-failure",
        provider: name,
        failure,
        model,
        attempt: 2,
        willRetry: false,
      }),
    ),
  );
}

/** Each of FlowEngine's events in each state that has words of its own. */
export const ENGINE_EXAMPLES: readonly EngineEvent[] = [
  { of: "flow-started", blocks: 4 },
  { of: "flow-completed", blocks: 4, durationMs: 41_205, tokens: 18_230 },
  { of: "flow-failed", attempts: 3, durationMs: 9_120 },
  { of: "flow-deferred", reason: "paused" },
  { of: "flow-deferred", reason: "breaker" },
  { of: "flow-deferred", reason: "gate" },
  { of: "routing", provider: "openai", model: "gpt-4o", fallback: false },
  { of: "routing", provider: "openai", model: "gpt-4o", fallback: true },
  { of: "breaker", state: "activated", provider: "anthropic" },
  { of: "breaker", state: "released", provider: "anthropic" },
  { of: "gate", state: "full", running: 40, limit: 40, queued: 12 },
  { of: "gate", state: "draining", running: 31, limit: 40, queued: 0 },
  { of: "rollout", phase: "started", revision: 12, schemaVersion: "20251104_001" },
  { of: "rollout", phase: "stopping", revision: 11, schemaVersion: "20251104_001" },
];

function engine(): readonly CatalogueEntry[] {
  return ENGINE_EXAMPLES.flatMap((example) =>
    each(`engine/${example.of}`, null, ENGINE[example.of] as Table<EngineEvent>, example),
  );
}
