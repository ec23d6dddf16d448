import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { RandomStreams } from "../../src/prng.ts";
import { catalogue, ENGINE_EXAMPLES } from "../../src/simulator/logs/catalogue.ts";
import { type Dialect, drawDialect, SDKS } from "../../src/simulator/logs/dialect.ts";
import { NOISE } from "../../src/simulator/logs/noise.ts";
import type {
  DatabaseFailureKind,
  InternalFailureKind,
  LogContext,
  LogOccurrence,
  ProviderFailureKind,
} from "../../src/simulator/logs/occurrence.ts";
import { ANTHROPIC } from "../../src/simulator/logs/providers/anthropic.ts";
import { render } from "../../src/simulator/logs/render.ts";
import { choose } from "../../src/simulator/logs/shape.ts";

const PROVIDER_FAILURES: readonly ProviderFailureKind[] = [
  "overloaded",
  "unavailable",
  "timeout",
  "connection-refused",
  "connection-reset",
  "gateway",
  "rate-limited",
  "quota-exhausted",
  "key-invalid",
  "key-suspended",
  "context-too-long",
  "bad-request",
];
const DATABASE_FAILURES: readonly DatabaseFailureKind[] = [
  "pool-timeout",
  "server-full",
  "connection-refused",
  "statement-timeout",
  "deadlock",
  "connection-terminated",
];
const INTERNAL_FAILURES: readonly InternalFailureKind[] = [
  "tls-expired",
  "dns",
  "disk-full",
  "out-of-memory",
  "artifact-store-forbidden",
  "message-queue-down",
];
const VENDORS = [
  ["anthropic", "claude-sonnet-4-5"],
  ["openai", "gpt-4o"],
  ["google", "gemini-2.5-pro"],
  ["mistral", "mistral-large-2411"],
] as const;

/** People's words for the five causes, which real programs seldom print. */
const HUMAN_PHRASES = [
  "timeout exceeded",
  "connection refused",
  "503 service unavailable",
  "rate limit exceeded",
  "quota exhausted",
  "429 too many requests",
  "validation failed",
  "schema mismatch",
  "contract violation",
  "too many connections",
  "connection pool exhausted",
  "authentication failed",
  "unauthorized access",
];

const AT = "2025-11-04T09:30:00.000Z";

interface World {
  readonly dialect: Dialect;
  readonly context: (flow: number | null) => LogContext;
  readonly draws: () => number;
}

function world(seed: number): World {
  const streams = new RandomStreams(seed);
  const stream = streams.stream("logs");
  const dialect = drawDialect(streams.stream("dialect"), "all");
  return {
    dialect,
    draws: () => stream.draws,
    context: (flow) => ({
      at: AT,
      repo: flow === null ? null : "risk-engine",
      flow,
      block: flow === null ? null : "extract-2",
      pod: "flow-runner-7c9f8d6b5-x2x4q",
      dialect,
      stream,
    }),
  };
}

/** One of each kind of occurrence, in each of its variants. */
function everyOccurrence(): readonly LogOccurrence[] {
  return [
    ...VENDORS.flatMap(([provider, model]) =>
      PROVIDER_FAILURES.flatMap((failure) =>
        [false, true].map((willRetry): LogOccurrence => {
          return { of: "provider-failure", provider, failure, model, attempt: willRetry ? 1 : 3, willRetry };
        }),
      ),
    ),
    ...DATABASE_FAILURES.map((failure): LogOccurrence => ({ of: "database-failure", failure })),
    { of: "validation-failure", family: "extract", schemaVersion: "20251104_002" },
    { of: "validation-failure", family: "risk-score", schemaVersion: "20251104_002", field: "band" },
    ...INTERNAL_FAILURES.map((failure): LogOccurrence => {
      return { of: "internal-failure", failure, service: "event-bus" };
    }),
    ...ENGINE_EXAMPLES,
    { of: "noise" },
    { of: "noise", level: "ERROR" },
    { of: "noise", level: "WARN" },
    { of: "noise", level: "INFO" },
  ];
}

interface Line {
  readonly occurrence: LogOccurrence;
  readonly text: string;
}

function sample(seeds: number, rounds: number): readonly Line[] {
  const occurrences = everyOccurrence();
  const lines: Line[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { context } = world(seed);
    for (let round = 0; round < rounds; round += 1) {
      for (const occurrence of occurrences) {
        const flow = occurrence.of === "rollout" || occurrence.of === "breaker" ? null : seed * 100 + round;
        lines.push({ occurrence, text: render(occurrence, context(flow)) });
      }
    }
  }
  return lines;
}

/** Line breaks, and what a template makes of a missing value; "undefined" may be a library's own word. */
function hasHoles(text: string): boolean {
  const own = text
    .replaceAll("received undefined", "")
    .replaceAll('"received": "undefined"', "")
    .replaceAll("properties of undefined", "");
  return text.includes("\n") || own.includes("undefined") || /\bNaN\b|\[object /.test(text);
}

const PREFIX = /^2025-11-04T09:30:00\.000Z (INFO|WARN|ERROR) ([a-z][a-z-]*) repo=(risk-engine|-) (.+)$/s;

describe("the catalogue of log shapes", () => {
  const entries = catalogue();
  const { context } = world(1);

  it("renders every shape for many draws, on one line, without holes", () => {
    const broken: string[] = [];
    for (const entry of entries) {
      for (let step = 0; step < 40; step += 1) {
        const text = entry.render(context(17), (step * 2_654_435_761) % 4_294_967_296);
        if (text.length === 0 || text.length > 1_600 || hasHoles(text)) broken.push(`${entry.id}: ${text}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("names each shape once, with the place its words come from", () => {
    for (const entry of entries) {
      expect(entry.id).toMatch(/^[a-z0-9][a-z0-9/._-]+$/);
      expect(entry.origin.length, entry.id).toBeGreaterThanOrEqual(2);
    }
    const noise = NOISE.map((shape) => shape.id);
    expect(new Set(noise).size).toBe(noise.length);
    expect(entries.length).toBeGreaterThan(1_500);
  });

  it.each(PROVIDER_FAILURES)(
    "has at least 8 shapes of %s over vendors and dialects, and one in each",
    (failure) => {
      const shapes = entries.filter((entry) => entry.tells.endsWith(`/${failure}`) && entry.sdk !== null);
      expect(shapes.filter((entry) => !entry.misleading).length).toBeGreaterThanOrEqual(8);
      for (const [vendor] of VENDORS) {
        for (const sdk of SDKS) {
          const own = shapes.filter((entry) => entry.tells === `${vendor}/${failure}` && entry.sdk === sdk);
          expect(own.filter((entry) => !entry.misleading).length, `${vendor} ${sdk}`).toBeGreaterThan(0);
        }
      }
    },
  );

  it("has several shapes for each driver, validator and internal failure, and more than 40 kinds of noise", () => {
    const counts = new Map<string, number>();
    for (const entry of entries) {
      if (!entry.misleading) counts.set(entry.tells, (counts.get(entry.tells) ?? 0) + 1);
    }
    for (const [tells, count] of counts) {
      expect(count, tells).toBeGreaterThanOrEqual(tells.startsWith("engine/") ? 2 : 3);
    }
    expect(NOISE.length).toBeGreaterThanOrEqual(40);
  });

  it("quotes Python's dictionaries as Python does, apostrophes included", () => {
    const quoted = entries.filter((entry) => entry.id.endsWith("/python"));
    let withApostrophe = 0;
    for (const entry of quoted) {
      const found = /'message': (['"])(.*?)\1(?:, '|\})/.exec(entry.render(context(17), 123_456_789));
      if (found === null) continue;
      expect(found[2]?.includes(found[1] as string), entry.id).toBe(false);
      if (found[2]?.includes("'")) withApostrophe += 1;
    }
    expect(withApostrophe).toBeGreaterThan(5);
  });

  it("gives libraries' JSON bodies as JSON", () => {
    const bodies = entries.filter((entry) => /^(anthropic|google).*\/(node|litellm)$/.test(entry.id));
    let parsed = 0;
    for (const entry of bodies) {
      const text = entry.render(context(17), 123_456_789);
      const start = text.indexOf('{"');
      if (start < 0) continue;
      expect(() => JSON.parse(text.slice(start)), entry.id).not.toThrow();
      parsed += 1;
    }
    expect(parsed).toBeGreaterThan(80);
  });
});

describe("rendered lines", () => {
  const lines = sample(40, 4);

  it("start with timestamp, level, component and repo, so that the fifth field on is the message", () => {
    const off = lines.filter(({ text }) => {
      const [, level, component, repo, message] = PREFIX.exec(text) ?? [];
      return (
        message !== text.split(" ").slice(4).join(" ") ||
        !text.startsWith(`${AT} ${level} ${component} repo=${repo} `)
      );
    });
    expect(off).toEqual([]);
  });

  it("are single lines without holes", () => {
    expect(lines.filter(({ text }) => hasHoles(text))).toEqual([]);
  });

  it("carry the level that the occurrence deserves", () => {
    for (const { occurrence, text } of lines) {
      const level = text.split(" ")[1];
      if (occurrence.of === "provider-failure") expect(level).toBe(occurrence.willRetry ? "WARN" : "ERROR");
      if (occurrence.of === "database-failure" || occurrence.of === "validation-failure")
        expect(level).toBe("ERROR");
      if (occurrence.of === "internal-failure" || occurrence.of === "flow-failed")
        expect(level).toBe("ERROR");
      if (occurrence.of === "flow-completed" || occurrence.of === "routing") expect(level).toBe("INFO");
      if (occurrence.of === "noise" && occurrence.level !== undefined) expect(level).toBe(occurrence.level);
    }
  });

  it("name flow and block where there is one, always the same for a flow", () => {
    const { context } = world(3);
    const started: LogOccurrence = { of: "flow-started", blocks: 3 };
    const name = (flow: number): string =>
      /flow=([0-9a-f]{8}) block=extract-2 /.exec(render(started, context(flow)))?.[1] ?? "";
    expect(name(7)).toBe(name(7));
    expect(name(7)).not.toBe(name(8));
    expect(name(7)).toHaveLength(8);
    expect(render({ of: "breaker", state: "released", provider: "openai" }, context(null))).not.toContain(
      "flow=",
    );
  });

  it("keep FlowEngine's fixed words for routing and the circuit breaker in every world", () => {
    for (const { occurrence, text } of lines) {
      if (occurrence.of === "routing") {
        expect(text).toContain("Model routing");
        expect(text.includes(`Using fallback model: ${occurrence.model}`)).toBe(occurrence.fallback);
      }
      if (occurrence.of === "breaker" && occurrence.state === "activated") {
        expect(text).toContain("Circuit breaker activated: pausing new flows");
      }
    }
  });

  it("are the same for the same seed, others for another, and take one draw each", () => {
    const of = (seed: number): readonly string[] => {
      const { context, draws } = world(seed);
      const texts = everyOccurrence().map((occurrence) => render(occurrence, context(5)));
      expect(draws()).toBe(texts.length);
      return texts;
    };
    expect(of(11)).toEqual(of(11));
    expect(of(11)).not.toEqual(of(12));
  });

  it("differ between worlds: one failure is told in many ways", () => {
    const failure: LogOccurrence = {
      of: "provider-failure",
      provider: "anthropic",
      failure: "overloaded",
      model: "claude-sonnet-4-5",
      attempt: 3,
      willRetry: false,
    };
    const openings = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const text = render(failure, world(seed).context(1));
      openings.add(text.split(" ").slice(6, 9).join(" ").replace(/\d+/g, "N"));
    }
    expect(openings.size).toBeGreaterThan(12);
  });

  it("use people's words for a cause in at most a tenth of the error lines", () => {
    const errors = sample(300, 1).filter(({ text }) => text.split(" ")[1] === "ERROR");
    const human = errors.filter(({ text }) => {
      const lower = text.toLowerCase();
      return HUMAN_PHRASES.some((phrase) => lower.includes(phrase));
    });
    expect(errors.length).toBeGreaterThan(10_000);
    expect(human.length / errors.length).toBeLessThanOrEqual(0.1);
    expect(human.length).toBeGreaterThan(0);
  });

  it("lie about the cause in about 3 of 100 failures", () => {
    const { straight } = ANTHROPIC.python["rate-limited"];
    const stream = new RandomStreams(5).stream("draws");
    let lies = 0;
    for (let count = 0; count < 20_000; count += 1) {
      const shape = choose(
        ANTHROPIC.python["rate-limited"],
        { accent: count, shapes: "all" },
        stream.below(4_294_967_296),
      );
      if (!straight.includes(shape)) lies += 1;
    }
    expect(lies / 20_000).toBeGreaterThan(0.02);
    expect(lies / 20_000).toBeLessThan(0.04);
  });
});

describe("noise", () => {
  it("resembles each of the five causes, in less than a sixth of its lines", () => {
    const share = new Map<string, number>();
    let total = 0;
    for (const shape of NOISE) {
      total += shape.weight;
      if (shape.resembles !== null)
        share.set(shape.resembles, (share.get(shape.resembles) ?? 0) + shape.weight);
    }
    expect([...share.keys()].sort()).toEqual([
      "credential",
      "database-pool",
      "model",
      "rate-limit",
      "schema",
    ]);
    const alike = [...share.values()].reduce((sum, weight) => sum + weight, 0);
    expect(alike / total).toBeLessThan(1 / 6);
  });

  it("marks exactly the shapes with control characters, and the one with a whole key", () => {
    const { context } = world(1);
    for (const shape of NOISE) {
      const text = shape.render(context(1), 987_654_321);
      const controls = [...text].some((letter) => letter < " " || (letter >= "\u007f" && letter <= "\u009f"));
      expect(controls, shape.id).toBe(shape.hasControls);
      expect(/sk-ant-api03-[\w-]{30,}/.test(text), shape.id).toBe(shape.hasFakeKey);
    }
    expect(NOISE.filter((shape) => shape.hasFakeKey)).toHaveLength(1);
    expect(NOISE.filter((shape) => shape.hasControls).length).toBeGreaterThan(4);
  });

  it("is the only place of control characters and of keys that are not masked", () => {
    const { context } = world(1);
    for (const entry of catalogue()) {
      if (entry.tells === "noise") continue;
      const text = entry.render(context(1), 1_234_567_890);
      expect(
        [...text].every((letter) => letter >= " "),
        entry.id,
      ).toBe(true);
      expect(
        /sk-[A-Za-z0-9-]{12,}|AIza[A-Za-z0-9_-]{8,}/.test(text.replaceAll("sk-proj-*", "")),
        entry.id,
      ).toBe(false);
    }
  });
});

describe("the folder", () => {
  const root = resolve(import.meta.dirname, "../../src/simulator/logs");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );

  it("imports only itself, prng, assert and units", () => {
    const allowed = new Set(["../../prng.ts", "../../assert.ts", "../../units.ts"]);
    for (const file of files) {
      const source = readFileSync(join(root, file), "utf8");
      for (const [, from] of source.matchAll(/from "([^"]+)"/g)) {
        const target = relative(root, resolve(dirname(join(root, file)), from as string));
        expect(from?.startsWith("."), `${file}: ${from}`).toBe(true);
        expect(!target.startsWith("..") || allowed.has(target), `${file}: ${from}`).toBe(true);
      }
    }
  });

  it("uses no clock, no randomness of its own, and stays in small files", () => {
    for (const file of files) {
      const source = readFileSync(join(root, file), "utf8");
      expect(
        /\bDate\b\.|new Date|Math\.(random|pow)|setTimeout|setInterval|process\./.test(code(source)),
        file,
      ).toBe(false);
      expect(source.split("\n").length, file).toBeLessThan(370);
    }
  });
});

/** Source without string literals, in which libraries' own words may name anything. */
const code = (source: string): string => source.replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');
