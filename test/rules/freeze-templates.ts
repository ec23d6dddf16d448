/** Asks promtool 2.42 (Debian's `prometheus` package) what every template of `template-cases.ts` gives, and writes the
 *  answers down: `node test/rules/freeze-templates.ts`. It prints annotations only where a test fails, so the test
 *  expects an alert without any. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EXTERNAL_LABELS,
  EXTERNAL_URL,
  REFUSED_TEMPLATES,
  SERIES,
  TEMPLATE_CASES,
} from "./template-cases.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const EXPECTED = new URL("template-expected.json", import.meta.url);

const directory = mkdtempSync(join(tmpdir(), "templates-"));
try {
  const texts: Record<string, Record<string, string>> = {};
  for (const template of Object.values(TEMPLATE_CASES).flat()) texts[template] = textsOf(template);
  const refusals = Object.fromEntries(
    REFUSED_TEMPLATES.map((template) => [template, refusalOf(template)] as const),
  );
  writeFileSync(EXPECTED, `${JSON.stringify({ texts, refusals }, null, 2)}\n`);
  console.log(`${Object.keys(texts).length} templates, ${REFUSED_TEMPLATES.length} refusals written`);
} finally {
  rmSync(directory, { recursive: true });
}

function writeRules(template: string): string {
  const file = join(directory, "rules.yaml");
  const rule = { alert: "A", expr: "m", annotations: { text: template } };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: "g", rules: [rule] }] }));
  return file;
}

/** The annotation of each alert by its label `kind`. */
function textsOf(template: string): Record<string, string> {
  writeRules(template);
  const file = join(directory, "test.yaml");
  const expectation = { alertname: "A", eval_time: "1m", exp_alerts: [{ exp_labels: { never: "given" } }] };
  const test = {
    interval: "1m",
    external_labels: EXTERNAL_LABELS,
    external_url: EXTERNAL_URL,
    input_series: Object.entries(SERIES).map(([series, values]) => ({ series, values })),
    alert_rule_test: [expectation],
  };
  writeFileSync(file, JSON.stringify({ rule_files: ["rules.yaml"], tests: [test] }));
  const { stdout, stderr } = spawnSync("promtool", ["test", "rules", file], { encoding: "utf8" });
  const got = `${stdout}${stderr}`.split("got:[")[1] ?? "";
  const alerts = [...got.matchAll(/Labels:\{.*?kind="(\w+)".*\n\s*Annotations:\{text="(.*)"\}/g)];
  if (alerts.length !== 2) throw new Error(`no answer to ${template}: ${stdout}${stderr}`);
  return Object.fromEntries(
    alerts.map(([, kind, quoted]) => [kind as string, withoutAddresses(unquoted(quoted as string))]),
  );
}

function unquoted(quoted: string): string {
  return quoted.replaceAll(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g,
    (_, two: string | undefined, four: string | undefined, eight: string | undefined, simple: string) => {
      const code = two ?? four ?? eight;
      return code === undefined
        ? (ESCAPES[simple] ?? simple)
        : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

/** The line within the template, and the complaint. */
function refusalOf(template: string): string {
  const { stderr } = spawnSync("promtool", ["check", "rules", writeRules(template)], { encoding: "utf8" });
  const found = /template: __alert_A:(\d+): ([\s\S]*)/.exec(stderr);
  if (found === null) return "accepted";
  return `${found[1]}: ${(found[2] as string).trim()}`;
}

/** Where a list's elements are in memory differs from run to run. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/0xc[0-9a-f]{9}/g, "0xc000000000");
}
