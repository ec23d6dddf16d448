/** Fills a template in: its statements one after another, as Go's text/template goes through them. */

import { unreachable } from "../../assert.ts";
import { quoteAsGo } from "../go-quote.ts";
import { placeInText } from "../placed-error.ts";
import { BoundedText } from "./bounds.ts";
import { Evaluation } from "./evaluate.ts";
import { TemplateFailure } from "./failure.ts";
import type { ParsedTemplate } from "./parse.ts";
import type { Statements } from "./parse-state.ts";
import { plainText } from "./print.ts";
import { type Choice, type Inclusion, type Loop, type Statement, sourceOf } from "./syntax.ts";
import { utf8Length } from "./utf8.ts";
import { integer, isTrue, NOTHING, type TemplateData, type TemplateValue, text } from "./value.ts";
import { Variables } from "./variables.ts";

/** Prometheus puts the definitions of the given variables before the text, and Go counts them in. */
const GIVEN_BYTES =
  "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"
    .length;

export interface NamedTemplate extends ParsedTemplate {
  /** As failures name it. */
  readonly name: string;
  readonly text: string;
}

/** As in Prometheus, a failure is told in the text and stops nothing. */
export function expand(template: NamedTemplate, data: TemplateData): string {
  const expansion = new Expansion(template, data);
  try {
    return expansion.run();
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return `<error expanding template: error executing template ${template.name}: ${expansion.told(error)}>`;
  }
}

/** How a list of statements ended. */
type Ending = "done" | "break" | "continue";

class Expansion {
  readonly #template: NamedTemplate;
  readonly #evaluation: Evaluation;
  readonly #output = new BoundedText();
  /** The template or the definition that is at work. */
  #running: string;

  constructor(template: NamedTemplate, data: TemplateData) {
    this.#template = template;
    this.#evaluation = new Evaluation(data);
    this.#running = template.name;
  }

  run(): string {
    this.#list(this.#template.statements, { kind: "data", data: this.#evaluation.data });
    return this.#output.toString();
  }

  /** The failure with its place, in Go's words. */
  told({ message }: TemplateFailure): string {
    const { name, text: source } = this.#template;
    const { blamed } = this.#evaluation;
    if (blamed === null) return `template: ${name}: ${message}`;
    const { line, column } = placeInText(source, blamed.position);
    const before = utf8Length(source.slice(blamed.position - column + 1, blamed.position));
    const place = `${name}:${line}:${line === 1 ? before + GIVEN_BYTES : before}`;
    return `template: ${place}: executing ${quoteAsGo(this.#running)} at <${sourceOf(blamed)}>: ${message}`;
  }

  #list(statements: Statements, dot: TemplateValue): Ending {
    this.#evaluation.enter();
    let ending: Ending = "done";
    for (let index = 0; index < statements.length && ending === "done"; index += 1) {
      this.#evaluation.budget.spend(1);
      ending = this.#statement(statements[index] as Statement, dot);
    }
    this.#evaluation.leave();
    return ending;
  }

  #statement(statement: Statement, dot: TemplateValue): Ending {
    switch (statement.kind) {
      case "text":
        this.#output.append(statement.text);
        return "done";
      case "action": {
        const value = this.#evaluation.pipeline(statement.pipeline, dot);
        if (statement.pipeline.variables.length === 0) this.#output.append(plainText(value));
        return "done";
      }
      case "if":
      case "with":
        return this.#scoped(() => this.#choose(statement, dot));
      case "range":
        return this.#scoped(() => this.#loop(statement, dot));
      case "template":
        return this.#include(statement, dot);
      case "break":
      case "continue":
        return statement.kind;
      default:
        return unreachable(statement);
    }
  }

  #scoped(run: () => Ending): Ending {
    const { variables } = this.#evaluation;
    const { count } = variables;
    const ending = run();
    variables.cutTo(count);
    return ending;
  }

  #choose({ kind, pipeline, consequence, otherwise }: Choice, dot: TemplateValue): Ending {
    const value = this.#evaluation.pipeline(pipeline, dot);
    if (!isTrue(value)) return this.#list(otherwise, dot);
    return this.#list(consequence, kind === "with" ? value : dot);
  }

  #loop(loop: Loop, dot: TemplateValue): Ending {
    const { variables, budget } = this.#evaluation;
    const value = this.#evaluation.pipeline(loop.pipeline, dot);
    const { count } = variables;
    let empty = true;
    for (const [key, element] of elementsOf(value)) {
      empty = false;
      budget.spend(1);
      this.#nameElement(loop, key, element);
      const ending = this.#list(loop.body, element);
      variables.cutTo(count);
      if (ending === "break") break;
    }
    return empty ? this.#list(loop.otherwise, dot) : "done";
  }

  /** `range $x`, `range $key, $x` */
  #nameElement({ pipeline }: Loop, key: TemplateValue, element: TemplateValue): void {
    const names = pipeline.variables;
    const { variables } = this.#evaluation;
    names.forEach((name, index) => {
      variables.assign(name, index === names.length - 1 ? element : key);
    });
  }

  #include(inclusion: Inclusion, dot: TemplateValue): Ending {
    const evaluation = this.#evaluation;
    evaluation.blamed = inclusion;
    const statements = this.#template.definitions.find(([name]) => name === inclusion.name)?.[1];
    if (statements === undefined) {
      throw new TemplateFailure(`template ${quoteAsGo(inclusion.name)} not defined`);
    }
    const given = inclusion.pipeline === null ? NOTHING : evaluation.pipeline(inclusion.pipeline, dot);
    const { variables } = evaluation;
    const running = this.#running;
    evaluation.variables = Variables.ofDefinition(given);
    this.#running = inclusion.name;
    this.#list(statements, given);
    evaluation.variables = variables;
    this.#running = running;
    return "done";
  }
}

function* elementsOf(value: TemplateValue): Generator<readonly [key: TemplateValue, element: TemplateValue]> {
  switch (value.kind) {
    case "samples":
      for (const [index, sample] of value.samples.entries())
        yield [integer(index), { kind: "sample", sample }];
      return;
    case "labels":
      for (const name of Object.keys(value.labels).sort())
        yield [text(name), text(value.labels[name] as string)];
      return;
    case "arguments":
      for (const name of Object.keys(value.entries).sort()) {
        yield [text(name), value.entries[name] as TemplateValue];
      }
      return;
    case "integer":
      for (let index = 0n; index < value.integer; index += 1n) {
        yield [integer(index, value.type), integer(index, value.type)];
      }
      return;
    case "nothing":
      return;
    default:
      throw new TemplateFailure(`range can't iterate over ${plainText(value)}`);
  }
}
