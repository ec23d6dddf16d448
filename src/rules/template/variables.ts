/** The variables of a template while it is filled in: a stack, the latest of a name counts. The given ones are made when
 *  they are asked for, since most templates use one or two. */

import { TemplateFailure } from "./failure.ts";
import { GIVEN_VARIABLES } from "./parse.ts";
import { float, type TemplateData, type TemplateValue, text } from "./value.ts";

export class Variables {
  /** Shared until a variable is declared, which most templates never do. */
  #names: readonly string[];
  #own: string[] | null = null;
  readonly #values: (TemplateValue | undefined)[];
  /** Null within a `define`, which knows only what it is given. */
  readonly #data: TemplateData | null;

  private constructor(
    names: readonly string[],
    values: (TemplateValue | undefined)[],
    data: TemplateData | null,
  ) {
    this.#names = names;
    this.#values = values;
    this.#data = data;
  }

  static ofAlert(data: TemplateData): Variables {
    return new Variables(GIVEN_VARIABLES, [], data);
  }

  static ofDefinition(dot: TemplateValue): Variables {
    return new Variables(["$"], [dot], null);
  }

  get count(): number {
    return this.#names.length;
  }

  cutTo(count: number): void {
    if (this.#own === null) return;
    this.#own.length = count;
    if (this.#values.length > count) this.#values.length = count;
  }

  declare(name: string, value: TemplateValue): void {
    this.#own ??= [...this.#names];
    this.#names = this.#own;
    this.#values[this.#own.length] = value;
    this.#own.push(name);
  }

  assign(name: string, value: TemplateValue): void {
    this.#values[this.#indexOf(name)] = value;
  }

  get(name: string): TemplateValue {
    const index = this.#indexOf(name);
    const known = this.#values[index];
    if (known !== undefined) return known;
    const given = givenValue(name, this.#data as TemplateData);
    this.#values[index] = given;
    return given;
  }

  #indexOf(name: string): number {
    const index = this.#names.lastIndexOf(name);
    if (index === -1) throw new TemplateFailure(`undefined variable: ${name}`);
    return index;
  }
}

function givenValue(name: string, data: TemplateData): TemplateValue {
  switch (name) {
    case "$value":
      return float(data.value);
    case "$labels":
      return { kind: "labels", labels: data.labels };
    case "$externalLabels":
      return { kind: "labels", labels: data.externalLabels };
    case "$externalURL":
      return text(data.externalUrl);
    default:
      return { kind: "data", data };
  }
}
