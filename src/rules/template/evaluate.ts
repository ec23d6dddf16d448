/** What a pipeline of a template gives: variables, fields, calls of functions, in Go's order. The piece looked at last is
 *  the one that a failure is blamed on. Statements: `expand.ts`. */

import { unreachable } from "../../assert.ts";
import { fieldOf } from "./access.ts";
import { Budget, checkLength } from "./bounds.ts";
import { TemplateFailure } from "./failure.ts";
import type { TemplateFunctionName } from "./function-names.ts";
import { type ParameterType, TEMPLATE_FUNCTIONS, type TemplateFunction } from "./functions.ts";
import { type Blamed, type Command, type Operand, type Pipeline, sourceOf } from "./syntax.ts";
import { TIME_METHODS } from "./time.ts";
import { isTrue, NOTHING, type TemplateData, type TemplateValue, typeOf } from "./value.ts";
import { Variables } from "./variables.ts";

/** Lists, pipelines and templates within one another, so that no recursion can exhaust the stack. */
const DEPTH_MAX = 1_000;

const GO_TYPES: Readonly<Record<Exclude<ParameterType, "any">, string>> = {
  string: "string",
  sample: "*template.sample",
  samples: "template.queryResult",
};

const NO_OPERANDS: readonly Operand[] = [];

export class Evaluation {
  readonly data: TemplateData;
  readonly budget = new Budget();
  variables: Variables;
  blamed: Blamed | null = null;
  #depth = 0;

  constructor(data: TemplateData) {
    this.data = data;
    this.variables = Variables.ofAlert(data);
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new TemplateFailure(`exceeded maximum template depth (${DEPTH_MAX})`);
  }

  leave(): void {
    this.#depth -= 1;
  }

  pipeline(pipeline: Pipeline, dot: TemplateValue): TemplateValue {
    this.blamed = pipeline;
    this.enter();
    let value: TemplateValue | null = null;
    for (const command of pipeline.commands) {
      this.budget.spend(1);
      value = this.#command(command, dot, value);
      if (value.kind === "nothing") value = NOTHING;
    }
    this.leave();
    const result = value ?? NOTHING;
    for (const name of pipeline.variables) {
      if (pipeline.assigns) this.variables.assign(name, result);
      else this.variables.declare(name, result);
    }
    return result;
  }

  /** @param piped the result of the command before; null for the first */
  #command(command: Command, dot: TemplateValue, piped: TemplateValue | null): TemplateValue {
    const { first, rest } = command;
    switch (first.kind) {
      case "function":
        this.blamed = first;
        return this.#call(first.name as TemplateFunctionName, command, rest, dot, piped);
      case "field":
      case "chain":
        return this.#fields(first, rest, dot, piped);
      case "variable":
        if (first.path.length > 0) return this.#fields(first, rest, dot, piped);
        break;
      default:
    }
    if (first.kind !== "pipeline") this.blamed = first;
    if (rest.length > 0 || piped !== null) {
      throw new TemplateFailure(`can't give argument to non-function ${sourceOf(first)}`);
    }
    if (first.kind === "nil") throw new TemplateFailure("nil is not a command");
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: TemplateValue): TemplateValue {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return NOTHING;
      case "constant":
        return operand.value;
      case "variable":
        this.blamed = operand;
        if (operand.path.length === 0) return this.variables.get(operand.name);
        return this.#fields(operand, NO_OPERANDS, dot, null);
      case "field":
      case "chain":
        return this.#fields(operand, NO_OPERANDS, dot, null);
      case "function":
        this.blamed = operand;
        return this.#call(operand.name as TemplateFunctionName, operand, NO_OPERANDS, dot, null);
      case "pipeline":
        return this.pipeline(operand, dot);
      default:
        return unreachable(operand);
    }
  }

  /** `.x.y`, `$v.x`, `(…).x`: a method at the end gets the arguments. */
  #fields(
    operand: Operand & { readonly kind: "field" | "chain" | "variable" },
    rest: readonly Operand[],
    dot: TemplateValue,
    piped: TemplateValue | null,
  ): TemplateValue {
    this.blamed = operand;
    const { path } = operand;
    let value = dot;
    if (operand.kind === "variable") value = this.variables.get(operand.name);
    else if (operand.kind === "chain") {
      this.blamed = operand.base;
      value = this.#operand(operand.base, dot);
    }
    const last = path.length - 1;
    for (let index = 0; index < last; index += 1) {
      value = this.#field(path[index] as string, operand, NO_OPERANDS, dot, null, value);
    }
    return this.#field(path[last] as string, operand, rest, dot, piped, value);
  }

  #field(
    name: string,
    blamed: Operand,
    rest: readonly Operand[],
    dot: TemplateValue,
    piped: TemplateValue | null,
    receiver: TemplateValue,
  ): TemplateValue {
    if (receiver.kind === "time" && Object.hasOwn(TIME_METHODS, name)) {
      const { unixMs } = receiver;
      const method = TIME_METHODS[name] as (typeof TIME_METHODS)[string];
      const bound: TemplateFunction = {
        parameters: method.parameters,
        more: null,
        apply: ([argument]) => method.apply(unixMs, argument?.kind === "text" ? argument.text : ""),
      };
      return this.#apply(name, bound, blamed, rest, dot, piped);
    }
    const field = fieldOf(receiver, name);
    if (field === null) {
      throw new TemplateFailure(`can't evaluate field ${name} in type ${typeOf(receiver)}`);
    }
    if (receiver.kind !== "nothing" && (rest.length > 0 || piped !== null)) {
      const isMap = receiver.kind === "labels" || receiver.kind === "arguments";
      const problem = isMap
        ? "is not a method but has arguments"
        : "has arguments but cannot be invoked as function";
      throw new TemplateFailure(`${name} ${problem}`);
    }
    return field;
  }

  #call(
    name: TemplateFunctionName,
    blamed: Blamed,
    rest: readonly Operand[],
    dot: TemplateValue,
    piped: TemplateValue | null,
  ): TemplateValue {
    const called = TEMPLATE_FUNCTIONS[name];
    if (name !== "and" && name !== "or") return this.#apply(name, called, blamed, rest, dot, piped);
    this.#checkCount(name, called, rest, piped);
    for (const operand of rest) {
      const value = this.#argument(operand, "any", dot);
      if (isTrue(value) === (name === "or")) return value;
      // Without a piped one the last argument is the result, whatever it is.
      if (piped === null && operand === rest.at(-1)) return value;
    }
    return piped ?? NOTHING;
  }

  #apply(
    name: string,
    called: TemplateFunction,
    blamed: Blamed,
    rest: readonly Operand[],
    dot: TemplateValue,
    piped: TemplateValue | null,
  ): TemplateValue {
    this.#checkCount(name, called, rest, piped);
    const typeAt = (index: number): ParameterType => called.parameters[index] ?? called.more ?? "any";
    const values = rest.map((operand, index) => this.#argument(operand, typeAt(index), dot));
    if (piped !== null) values.push(validated(piped, typeAt(values.length)));
    let size = 0;
    for (const value of values) size += sizeOf(value);
    this.budget.spend(size);
    try {
      const result = called.apply(values, this);
      if (result.kind === "text") checkLength(result.text);
      this.budget.spend(sizeOf(result));
      return result;
    } catch (error) {
      if (!(error instanceof TemplateFailure)) throw error;
      this.blamed = blamed;
      throw new TemplateFailure(`error calling ${name}: ${error.message}`);
    }
  }

  #checkCount(
    name: string,
    { parameters, more }: TemplateFunction,
    rest: readonly Operand[],
    piped: TemplateValue | null,
  ): void {
    const wanted = parameters.length;
    const got = rest.length + (piped === null ? 0 : 1);
    if (more === null && got !== wanted) {
      throw new TemplateFailure(`wrong number of args for ${name}: want ${wanted} got ${got}`);
    }
    if (got < wanted) {
      throw new TemplateFailure(
        `wrong number of args for ${name}: want at least ${wanted} got ${rest.length}`,
      );
    }
  }

  #argument(operand: Operand, type: ParameterType, dot: TemplateValue): TemplateValue {
    this.blamed = operand;
    if (operand.kind === "nil" && type === "string") throw new TemplateFailure("cannot assign nil to string");
    if (operand.kind !== "constant") return validated(this.#operand(operand, dot), type);
    const { value } = operand;
    if (type === "any" || (type === "string" && value.kind === "text")) return value;
    const source = sourceOf(operand);
    throw new TemplateFailure(
      type === "string"
        ? `expected string; found ${source}`
        : `can't handle ${source} for arg of type ${GO_TYPES[type]}`,
    );
  }
}

/** The value as an argument of the type. */
function validated(value: TemplateValue, type: ParameterType): TemplateValue {
  if (type === "any") return value;
  if (value.kind === "nothing" && !value.isInterface) {
    if (type === "string") throw new TemplateFailure("invalid value; expected string");
    return type === "samples" ? { kind: "samples", samples: [] } : value;
  }
  const fits = type === "string" ? value.kind === "text" && value.type === "string" : value.kind === type;
  if (fits) return value;
  throw new TemplateFailure(
    `wrong type for value; expected ${GO_TYPES[type]}; got ${value.kind === "nothing" ? "interface {}" : typeOf(value)}`,
  );
}

/** What a function may have to look at. */
function sizeOf(value: TemplateValue): number {
  if (value.kind === "text") return value.text.length;
  return value.kind === "samples" ? value.samples.length : 0;
}
