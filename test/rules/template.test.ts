/** Templates, against what promtool 2.42 made of them. */

import { describe, expect, it } from "vitest";
import { formatFixed, formatFloat, formatGeneral } from "../../src/rules/go-format.ts";
import { expandTemplate, parseTemplate, TemplateError, usesValue } from "../../src/rules/template.ts";

const expand = (text: string, value: number, labels: Readonly<Record<string, string>> = {}): string =>
  expandTemplate(parseTemplate(text), { labels, value });

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

  it("a failure is told in the text", () => {
    expect(expand("{{ $labels.kind | humanize }}", 1, { kind: "k0" })).toBe(
      '<error expanding template: error calling humanize: parsing "k0": invalid syntax>',
    );
  });
});

describe("refusals", () => {
  it.each([
    ["{{ if $value }}x{{ end }}", "not supported yet: {{ if }} in {{ if $value }}"],
    ["{{ range query `up` }}", "not supported yet: {{ range }} in {{ range query `up` }}"],
    ["{{ $x := 1 }}", "not supported yet: variables of one's own in {{ $x := 1 }}"],
    [
      "{{ reReplaceAll `a` `b` $labels.x }}",
      "not supported yet: the template function reReplaceAll in {{ reReplaceAll `a` `b` $labels.x }}",
    ],
    ["{{ $labels }}", "not supported yet: $labels in {{ $labels }}"],
    ["{{ $externalLabels.x }}", "not supported yet: $externalLabels.x in {{ $externalLabels.x }}"],
    ["{{ $value", "not a template: {{ $value"],
    ["{{ ( $value }}", "a bracket is not closed in {{ ( $value }}"],
    ["{{ $value 3 }}", "expected a value or a function in {{ $value 3 }}"],
  ])("%s", (text, message) => {
    expect(() => parseTemplate(text)).toThrow(TemplateError);
    expect(() => parseTemplate(text)).toThrow(message);
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

it("knows whether the value takes part", () => {
  expect(usesValue(parseTemplate("{{ $labels.x }}"))).toBe(false);
  expect(usesValue(parseTemplate("{{ ($value | humanize) | toUpper }}"))).toBe(true);
});
