/** The functions of templates: what each takes, and what it gives. Calling them, and `and` and `or`, which do not look at
 *  all their arguments: `evaluate.ts`. */

import { parsePromDuration } from "../duration.ts";
import { quoteAsGo } from "../go-quote.ts";
import { parseFloatAsGo } from "../literal.ts";
import { compileSearch, type RegexSearch } from "../regex-search.ts";
import { indexed, lengthOf, ownText, sliced } from "./access.ts";
import { type Budget, checkLength } from "./bounds.ts";
import { differs, equalsAny, ordered } from "./compare.ts";
import { escapeHtml, escapeJavascript, escapeQuery } from "./escape.ts";
import { TemplateFailure } from "./failure.ts";
import type { TemplateFunctionName } from "./function-names.ts";
import { humanize, humanize1024, humanizeDuration, humanizePercentage } from "./humanize.ts";
import { plainText, sprint, sprintln } from "./print.ts";
import { sprintf } from "./printf.ts";
import { stripDomain, stripPort, title, toLower, toUpper } from "./texts.ts";
import { printTime, timeOf } from "./time.ts";
import { compareAsGo } from "./utf8.ts";
import {
  boolean,
  float,
  isTrue,
  type TemplateData,
  type TemplateSample,
  type TemplateValue,
  text,
  typeOf,
} from "./value.ts";

export type ParameterType = "any" | "string" | "sample" | "samples";

/** What a function sees besides its arguments. */
export interface CallContext {
  readonly data: TemplateData;
  readonly budget: Budget;
}

export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** Of any arguments beyond the parameters. */
  readonly more: ParameterType | null;
  /** The arguments are of the parameters' types. */
  apply(values: readonly TemplateValue[], context: CallContext): TemplateValue;
}

type Apply = TemplateFunction["apply"];

const given = (parameters: readonly ParameterType[], apply: Apply): TemplateFunction => ({
  parameters,
  more: null,
  apply,
});
const several = (parameters: readonly ParameterType[], apply: Apply): TemplateFunction => ({
  parameters,
  more: "any",
  apply,
});

const textOf = (value: TemplateValue | undefined): string => (value?.kind === "text" ? value.text : "");
const ofText = (change: (given: string) => string): TemplateFunction =>
  given(["string"], ([value]) => text(change(textOf(value))));
const ofNumber = (print: (given: number) => string): TemplateFunction =>
  given(["any"], ([value]) => text(print(numberOf(value as TemplateValue))));
const escaping = (change: (given: string) => string): TemplateFunction =>
  several([], (values) => text(change(argumentsText(values))));

/** What `html`, `js` and `urlquery` work on: pointers count as what they point to, and nil as a text. */
const argumentsText = (values: readonly TemplateValue[]): string =>
  sprint(
    values.map((value) => (value.kind === "nothing" ? text(plainText(value)) : value)),
    plainText,
  );

function numberOf(value: TemplateValue): number {
  switch (value.kind) {
    case "float":
      return value.number;
    case "integer":
      if (value.type === "uint8") break;
      return Number(value.integer);
    case "text": {
      if (value.type !== "string") break;
      const number = parseFloatAsGo(value.text);
      const outOfRange = number !== null && !Number.isFinite(number) && /\d/.test(value.text);
      if (number !== null && !outOfRange) return number;
      const problem = outOfRange ? "value out of range" : "invalid syntax";
      throw new TemplateFailure(`strconv.ParseFloat: parsing ${quoteAsGo(value.text)}: ${problem}`);
    }
    default:
  }
  throw new TemplateFailure(`can't convert ${typeOf(value)} to float`);
}

const samplesOf = (value: TemplateValue | undefined): readonly TemplateSample[] =>
  value?.kind === "samples" ? value.samples : [];

/** Where Go would follow a pointer to nothing. */
function sampleOf(value: TemplateValue | undefined): TemplateSample {
  if (value?.kind === "sample") return value.sample;
  throw new TemplateFailure("runtime error: invalid memory address or nil pointer dereference");
}

function searchFor(
  pattern: TemplateValue | undefined,
  subject: TemplateValue | undefined,
  { budget }: CallContext,
) {
  // What a search may cost at worst.
  budget.spend(Math.ceil((textOf(pattern).length * textOf(subject).length) / 16));
  return compileSearch(textOf(pattern));
}

const graphPath = (tab: 0 | 1): TemplateFunction =>
  ofText((expression) => `/graph?g0.expr=${escapeQuery(expression)}&g0.tab=${tab}`);

const QUERY_STEPS = 1_000;

const pathOf = (url: string): string => /^[^:/?#]*:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? "";

export const TEMPLATE_FUNCTIONS: Readonly<Record<TemplateFunctionName, TemplateFunction>> = {
  and: several(["any"], ([first]) => first as TemplateValue),
  or: several(["any"], ([first]) => first as TemplateValue),
  not: given(["any"], ([value]) => boolean(!isTrue(value as TemplateValue))),
  eq: several(["any"], equalsAny),
  ne: given(["any", "any"], differs),
  lt: given(["any", "any"], ordered(true, false, false)),
  le: given(["any", "any"], ordered(true, true, false)),
  gt: given(["any", "any"], ordered(true, true, true)),
  ge: given(["any", "any"], ordered(true, false, true)),
  len: given(["any"], lengthOf),
  index: several(["any"], indexed),
  slice: several(["any"], sliced),
  print: several([], (values) => text(sprint(values))),
  printf: several(["string"], ([format, ...values]) => text(sprintf(textOf(format), values))),
  println: several([], (values) => text(sprintln(values))),
  html: escaping(escapeHtml),
  js: escaping(escapeJavascript),
  urlquery: escaping(escapeQuery),
  call: several(["any"], ([value]) => {
    if (value?.kind === "nothing") throw new TemplateFailure("call of nil");
    throw new TemplateFailure(`non-function of type ${typeOf(value as TemplateValue)}`);
  }),
  query: given(["string"], ([expression], { data, budget }) => {
    budget.spend(QUERY_STEPS);
    return { kind: "samples", samples: data.query(textOf(expression)) };
  }),
  first: given(["samples"], ([value]) => {
    const [sample] = samplesOf(value);
    if (sample === undefined) throw new TemplateFailure("first() called on vector with no elements");
    return { kind: "sample", sample };
  }),
  label: given(["string", "sample"], ([name, value]) => text(ownText(sampleOf(value).labels, textOf(name)))),
  value: given(["sample"], ([value]) => float(sampleOf(value).value)),
  strvalue: given(["sample"], ([value]) => text(ownText(sampleOf(value).labels, "__value__"))),
  sortByLabel: given(["string", "samples"], ([name, value]) => {
    const by = (sample: TemplateSample): string => ownText(sample.labels, textOf(name));
    return { kind: "samples", samples: samplesOf(value).toSorted((a, b) => compareAsGo(by(a), by(b))) };
  }),
  args: several([], (values) => ({
    kind: "arguments",
    entries: Object.fromEntries(values.map((value, index) => [`arg${index}`, value])),
  })),
  humanize: ofNumber(humanize),
  humanize1024: ofNumber(humanize1024),
  humanizeDuration: ofNumber(humanizeDuration),
  humanizePercentage: ofNumber(humanizePercentage),
  humanizeTimestamp: ofNumber((seconds) =>
    Number.isFinite(seconds) ? printTime(timeOf(seconds)) : sprintf("%.4g", [float(seconds)]),
  ),
  toTime: given(["any"], ([value]) => {
    const seconds = numberOf(value as TemplateValue);
    if (!Number.isFinite(seconds)) throw new TemplateFailure("value is NaN or Inf");
    return { kind: "time", unixMs: timeOf(seconds) };
  }),
  parseDuration: given(["string"], ([value]) => {
    const duration = parsePromDuration(textOf(value));
    if (duration !== null) return float(duration / 1_000);
    throw new TemplateFailure(
      textOf(value) === ""
        ? "empty duration string"
        : `not a valid duration string: ${quoteAsGo(textOf(value))}`,
    );
  }),
  title: ofText(title),
  toUpper: ofText(toUpper),
  toLower: ofText(toLower),
  stripPort: ofText(stripPort),
  stripDomain: ofText(stripDomain),
  match: given(["string", "string"], ([pattern, subject], context) => {
    const search: RegexSearch = searchFor(pattern, subject, context);
    if ("problem" in search) throw new TemplateFailure(search.problem);
    return boolean(search.isFoundIn(textOf(subject)));
  }),
  reReplaceAll: given(["string", "string", "string"], ([pattern, replacement, subject], context) => {
    const search: RegexSearch = searchFor(pattern, subject, context);
    if ("problem" in search) {
      throw new TemplateFailure(`regexp: Compile(\`${textOf(pattern)}\`): ${search.problem}`);
    }
    return text(search.replaceAll(textOf(subject), textOf(replacement), checkLength));
  }),
  safeHtml: given(["string"], ([value]) => ({ kind: "text", type: "template.HTML", text: textOf(value) })),
  graphLink: graphPath(0),
  tableLink: graphPath(1),
  externalURL: given([], (_, { data }) => text(data.externalUrl)),
  pathPrefix: given([], (_, { data }) => text(pathOf(data.externalUrl))),
};
