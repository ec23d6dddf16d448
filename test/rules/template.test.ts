/** Templates, against what promtool 2.42 made of them. */

import { describe, expect, it } from "vitest";
import { formatFixed, formatFloat, formatGeneral } from "../../src/rules/go-format.ts";
import { loadRegexEngine, needsRegexEngine } from "../../src/rules/regex.ts";
import {
  expandTemplate,
  parseTemplate,
  TemplateError,
  usesQuery,
  usesValue,
} from "../../src/rules/template.ts";
import { fc } from "../foundations/fast-check.ts";

await loadRegexEngine();

const expand = (text: string, value = 1, labels: Readonly<Record<string, string>> = {}): string =>
  expandTemplate(parseTemplate(text, "A"), {
    labels,
    value,
    externalLabels: { region: "eu" },
    externalUrl: "https://prometheus.example.org/base?x",
    query: () => [{ labels: { x: "b" }, value: 2 }],
  });

const PLAIN =
  '{{ $value }}|{{ .Value }}|{{ printf "%.2f" $value }}|{{ $value | humanize }}|{{ humanize1024 $value }}|' +
  "{{ humanizeDuration $value }}|{{ humanizePercentage $value }}|{{ $labels.nope }}|{{ .Labels.kind | toUpper }}";
const PRINTF =
  '{{ printf "%v %d %s %q %5.1f|%-6.1f|%06.1f %e %g %.3g %.0f" ' +
  "$value 3 $labels.kind $labels.kind $value $value $value $value $value $value $value }}";

describe("as promtool 2.42 gave it", () => {
  it.each([
    [0, "0|0|0.00|0|0|0s|0%||K", '0 3 k "k"   0.0|0.0   |0000.0 0.000000e+00 0 0 0'],
    [1, "1|1|1.00|1|1|1s|100%||K", '1 3 k "k"   1.0|1.0   |0001.0 1.000000e+00 1 1 1'],
    [-1, "-1|-1|-1.00|-1|-1|-1s|-100%||K", '-1 3 k "k"  -1.0|-1.0  |-001.0 -1.000000e+00 -1 -1 -1'],
    [
      0.25,
      "0.25|0.25|0.25|250m|0.25|250ms|25%||K",
      '0.25 3 k "k"   0.2|0.2   |0000.2 2.500000e-01 0.25 0.25 0',
    ],
    [2.5, "2.5|2.5|2.50|2.5|2.5|2.5s|250%||K", '2.5 3 k "k"   2.5|2.5   |0002.5 2.500000e+00 2.5 2.5 2'],
    [
      59.9,
      "59.9|59.9|59.90|59.9|59.9|59.9s|5990%||K",
      '59.9 3 k "k"  59.9|59.9  |0059.9 5.990000e+01 59.9 59.9 60',
    ],
    [
      99.995,
      "99.995|99.995|100.00|100|100|1m 39s|1e+04%||K",
      '99.995 3 k "k" 100.0|100.0 |0100.0 9.999500e+01 99.995 100 100',
    ],
    [
      1_234.5,
      "1234.5|1234.5|1234.50|1.234k|1.206ki|20m 34s|1.234e+05%||K",
      '1234.5 3 k "k" 1234.5|1234.5|1234.5 1.234500e+03 1234.5 1.23e+03 1234',
    ],
    [
      -3_661,
      "-3661|-3661|-3661.00|-3.661k|-3.575ki|-1h 1m 1s|-3.661e+05%||K",
      '-3661 3 k "k" -3661.0|-3661.0|-3661.0 -3.661000e+03 -3661 -3.66e+03 -3661',
    ],
    [
      90_061.5,
      "90061.5|90061.5|90061.50|90.06k|87.95ki|1d 1h 1m 1s|9.006e+06%||K",
      '90061.5 3 k "k" 90061.5|90061.5|90061.5 9.006150e+04 90061.5 9.01e+04 90062',
    ],
    [
      999_999,
      "999999|999999|999999.00|1000k|976.6ki|11d 13h 46m 39s|1e+08%||K",
      '999999 3 k "k" 999999.0|999999.0|999999.0 9.999990e+05 999999 1e+06 999999',
    ],
    [
      123_456_789,
      "1.23456789e+08|1.23456789e+08|123456789.00|123.5M|117.7Mi|1428d 21h 33m 9s|1.235e+10%||K",
      '1.23456789e+08 3 k "k" 123456789.0|123456789.0|123456789.0 1.234568e+08 1.23456789e+08 1.23e+08 123456789',
    ],
    [
      1e15,
      "1e+15|1e+15|1000000000000000.00|1P|909.5Ti|11574074074d 1h 46m 40s|1e+17%||K",
      '1e+15 3 k "k" 1000000000000000.0|1000000000000000.0|1000000000000000.0 1.000000e+15 1e+15 1e+15 1000000000000000',
    ],
    [
      0.0001,
      "0.0001|0.0001|0.00|100u|0.0001|100us|0.01%||K",
      '0.0001 3 k "k"   0.0|0.0   |0000.0 1.000000e-04 0.0001 0.0001 0',
    ],
    [
      0.00001,
      "1e-05|1e-05|0.00|10u|1e-05|10us|0.001%||K",
      '1e-05 3 k "k"   0.0|0.0   |0000.0 1.000000e-05 1e-05 1e-05 0',
    ],
    [Number.NaN, "NaN|NaN|NaN|NaN|NaN|NaN|NaN%||K", 'NaN 3 k "k"   NaN|NaN   |   NaN NaN NaN NaN NaN'],
    [
      Infinity,
      "+Inf|+Inf|+Inf|+Inf|+Inf|+Inf|+Inf%||K",
      '+Inf 3 k "k"  +Inf|+Inf  |  +Inf +Inf +Inf +Inf +Inf',
    ],
  ])("%d", (value, plain, printf) => {
    expect(expand(PLAIN, value, { kind: "k" })).toBe(plain);
    expect(expand(PRINTF, value, { kind: "k" })).toBe(printf);
  });

  it.each([
    [
      '{{ printf "%d" $value }} {{- " trimmed " -}} x {{ 1000000 }} {{ 1e6 }} {{ 1.5 }} {{ "q" }}',
      "%!d(float64=1) trimmed x 1000000 1e+06 1.5 q",
    ],
    [
      '{{ $labels.kind | printf "%s-%s" "k" }} {{ ($value | humanize) | toUpper }} {{/* comment */}}x',
      "k-k0 1 x",
    ],
    ["no action", "no action"],
    ["a {{- /* gone */ -}} b", "ab"],
    ["{{ `raw {{` }}", "raw {{"],
    ['{{ printf "%s" }}{{ printf "" 1 }}', "%!s(MISSING)%!(EXTRA int=1)"],
  ])("%s", (text, expected) => {
    expect(expand(text, 1, { kind: "k0" })).toBe(expected);
  });
});

describe("what promtool 2.42 cannot show", () => {
  it.each([
    ["{{ externalURL }} {{ pathPrefix }}", "https://prometheus.example.org/base?x /base"],
    // Go 1.22 and later
    [
      "{{ range 3 }}{{ . }},{{ end }}{{ range $i := 2 }}{{ $i }}{{ end }}{{ range 0 }}x{{ else }}none{{ end }}",
      "0,1,2,01none",
    ],
    // Go 1.23 and later
    ["{{ with `` }}1{{ else with `b` }}{{ . }}{{ else }}3{{ end }}", "b"],
  ])("%s", (text, expected) => {
    expect(expand(text)).toBe(expected);
  });
});

describe("refusals name the place", () => {
  it.each([
    ["{{ if $value }}x", 1, 17, "unexpected EOF"],
    ["a\n{{ $value | nope }}", 2, 13, 'function "nope" not defined'],
    ["{{ ( $value }}", 1, 13, "unclosed left paren"],
    ["{{ $x }}", 1, 4, 'undefined variable "$x"'],
    ["{{ 1i }}", 1, 4, "not supported: the imaginary number 1i"],
    [`{{ ${"(".repeat(101)}`, 1, 105, "more than 100 pieces within one another"],
    ["{{ $x := 1 }}".repeat(1_001), 1, 12_939, "more than 1000 variables"],
    [`${"{{ if 1 }}".repeat(101)}`, 1, 1_011, "more than 100 pieces within one another"],
  ])("%s", (text, line, column, reason) => {
    expect(refusal(text)).toMatchObject({ line, column, reason });
  });
});

function refusal(text: string): TemplateError {
  try {
    parseTemplate(text, "A");
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${text} was read`);
}

describe("bounds", () => {
  const failure = (text: string): string => /: ([^:]*)>$/.exec(expand(text))?.[1] ?? "none";
  const steps = "the template takes more than 1000000 steps";
  const characters = "the template makes a text of more than 100000 characters";
  const growing = "{{ $x := `12345678` }}{{ range 30 }}{{ $x = print $x $x }}{{ end }}";

  it.each([
    ["{{ range 999999999999 }}{{ end }}", steps],
    ["{{ range 99999 }}{{ range 99999 }}{{ end }}{{ end }}", steps],
    ["{{ range 99999 }}some text{{ end }}", characters],
    [growing, characters],
    [growing.replace("print $x $x", "printf `%s%s` $x $x"), characters],
    [growing.replace("print $x $x", "reReplaceAll `8` $x $x"), characters],
    [growing.replace("print $x $x", "args $x $x").replace("{{ end }}", "{{ $x }}{{ end }}"), characters],
    ["{{ printf `%99999[1]d%99999[1]d` 1 }}", characters],
    [
      "{{ define `x` }}{{ template `x` }}{{ end }}{{ template `x` }}",
      "exceeded maximum template depth (1000)",
    ],
    [
      "{{ define `x` }}{{ range . }}{{ template `x` 3 }}{{ end }}{{ end }}{{ template `x` 3 }}",
      "exceeded maximum template depth (1000)",
    ],
    [
      "{{ define `x` }}{{ if . }}{{ template `x` (slice . 1) }}{{ template `x` (slice . 1) }}{{ end }}{{ end }}{{ template `x` `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` }}",
      steps,
    ],
    ["{{ range 9999999 }}{{ $x := query `m` }}{{ end }}", steps],
  ])("%s", (text, expected) => {
    expect(failure(text)).toBe(expected);
  });

  it("leave room", () => {
    expect(expand("{{ range 1000 }}{{ printf `%100d` . }}{{ end }}")).toHaveLength(100_000);
  });
});

describe("laws", () => {
  const pieces = fc.constantFrom(
    ..."{{ |}}|{{- | -}}|(|)| |$|$x|$value|$labels.a|.|.Labels|1|-1.5|0x|'a'|\"a\"|`a`|true|nil|:=|=|,|if|else|end|range|with|define|template|block|break|print|printf `%d`|query `m`|first|eq|index|/* a */|\n|text|\\|é|!|+|:".split(
      "|",
    ),
    "|",
  );
  const snippet = fc.constantFrom(
    "{{ if $value }}",
    "{{ else }}",
    "{{ end }}",
    "{{ range $i, $e := query `m` }}",
    "{{ with $labels }}",
    "{{ $x := 1 }}",
    "{{ $x }}",
    "{{ . }}",
    "{{ .x }}",
    "{{ break }}",
    "{{ define `d` }}",
    "{{ template `d` . }}",
    "{{ printf `%5.*d %v %q` . $value $labels }}",
    "{{ print . | len | humanize }}",
    "{{ index . 0 }}",
    "{{ slice . 1 }}",
    "text",
  );

  it("a text without actions is itself", () => {
    const plain = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("{{"));
    fc.assert(fc.property(plain, (text) => expand(text) === text));
  });

  it("a text is read or refused, and what is read can be filled in", () => {
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join("")),
      fc.array(pieces, { maxLength: 8 }).map((parts) => `{{ ${parts.join(" ")} }}`),
      fc.array(snippet, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.string().map((text) => `{{${text}}}`),
    );
    let read = 0;
    fc.assert(
      fc.property(text, (tried) => {
        try {
          parseTemplate(tried, "A");
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
          return;
        }
        read += 1;
        expect(typeof expand(tried, 2, { a: "b" })).toBe("string");
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it("a literal is what it says", () => {
    const escaped = (text: string): string => JSON.stringify(text).replaceAll("\u2028", "\\u2028");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => expand(`{{ ${escaped(text)} }}`) === text),
    );
    fc.assert(
      fc.property(
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        (number) => expand(`{{ ${number} }}`) === String(number),
      ),
    );
  });
});

describe("Go's numbers", () => {
  it("round half to even, on the exact value", () => {
    expect([0.5, 1.5, 2.5, 0.125, 2.675].map((value) => formatFixed(value, 0))).toEqual([
      "0",
      "2",
      "2",
      "0",
      "3",
    ]);
    expect([0.125, 0.375, 2.675, 1e21, 5e-324].map((value) => formatFixed(value, 2))).toEqual([
      "0.12",
      "0.38",
      "2.67",
      "1000000000000000000000.00",
      "0.00",
    ]);
    expect([12_345, 12_355, 0.00012345, 9_999.5].map((value) => formatGeneral(value, 4))).toEqual([
      "1.234e+04",
      "1.236e+04",
      "0.0001234",
      "1e+04",
    ]);
  });

  it("have an exponent below 1e-4 and from 1e6 on", () => {
    expect([1e-4, 1e-5, 999_999.5, 1e6, -0, 5e-324].map(formatFloat)).toEqual([
      "0.0001",
      "1e-05",
      "999999.5",
      "1e+06",
      "-0",
      "5e-324",
    ]);
  });
});

it.each([
  ["text", false, false],
  ["{{ $labels.x }} {{ .Labels.x }} {{ $externalURL }}", false, false],
  ["{{ ($value | humanize) | toUpper }}", true, false],
  ["{{ if .Value }}x{{ end }}", true, false],
  ["{{ with $ }}{{ .Value }}{{ end }}", true, false],
  ["{{ template `x` . }}", true, false],
  ["{{ range (query `m`) }}x{{ end }}", false, true],
  ["{{ define `x` }}{{ `m` | query }}{{ end }}", false, true],
])("knows what takes part in %s", (text, value, query) => {
  const template = parseTemplate(text, "A");
  expect([usesValue(template), usesQuery(template)]).toEqual([value, query]);
});

it.each([
  ["{{ $labels.x }} is up: a match", true],
  ["{{ reReplaceAll `a` `b` $labels.x }}", true],
  ["{{ query `m` }}", true],
  ["a match without templates", false],
  ["{{ $labels.queries | urlquery }} matches", false],
])("knows whether %s may need re2js", (text, needed) => {
  expect(needsRegexEngine(text)).toBe(needed);
});
