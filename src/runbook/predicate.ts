/** Conditions over facts, as data: thresholds, tables and preconditions are all of this one form.
 *  Truth is three-valued (Kleene): null where the facts that would decide are unknown. The linter reasons over the
 *  same form, so nothing here may hide a condition in code. */

import { unreachable } from "../assert.ts";
import { FACTS, type FactName, type Facts } from "./fact.ts";

export type Comparison = "atLeast" | "above" | "atMost" | "below";

export type Predicate =
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly not: Predicate }
  | { readonly fact: FactName; readonly comparison: Comparison; readonly value: number }
  | { readonly fact: FactName; readonly comparison: "is"; readonly value: boolean };

export type Truth = boolean | null;

/** What is known, asked fact by fact; undefined is unknown. Facts that no condition asks for are never found out. */
export type FactSource = (name: FactName) => number | boolean | undefined;

export const sourceOf =
  (facts: Facts): FactSource =>
  (name) =>
    facts[name];

export function evaluate(predicate: Predicate, source: FactSource): Truth {
  if ("fact" in predicate) {
    const known = source(predicate.fact);
    return known === undefined ? null : compare(known, predicate);
  }
  if ("all" in predicate) {
    let truth: Truth = true;
    for (const part of predicate.all) {
      const value = evaluate(part, source);
      if (value === false) return false;
      if (value === null) truth = null;
    }
    return truth;
  }
  if ("any" in predicate) {
    let truth: Truth = false;
    for (const part of predicate.any) {
      const value = evaluate(part, source);
      if (value === true) return true;
      if (value === null) truth = null;
    }
    return truth;
  }
  const value = evaluate(predicate.not, source);
  return value === null ? null : !value;
}

type FactPredicate = Extract<Predicate, { fact: FactName }>;

function compare(known: number | boolean, predicate: FactPredicate): boolean {
  switch (predicate.comparison) {
    case "is":
      return known === predicate.value;
    case "atLeast":
      return (known as number) >= predicate.value;
    case "above":
      return (known as number) > predicate.value;
    case "atMost":
      return (known as number) <= predicate.value;
    case "below":
      return (known as number) < predicate.value;
    default:
      return unreachable(predicate);
  }
}

/** Every fact a predicate looks at, in order of appearance, each once. */
export function factsOf(predicate: Predicate): readonly FactName[] {
  const found = new Set<FactName>();
  const visit = (part: Predicate): void => {
    if ("all" in part) for (const inner of part.all) visit(inner);
    else if ("any" in part) for (const inner of part.any) visit(inner);
    else if ("not" in part) visit(part.not);
    else found.add(part.fact);
  };
  visit(predicate);
  return [...found];
}

const SYMBOLS: Readonly<Record<Comparison, string>> = { atLeast: "≥", above: ">", atMost: "≤", below: "<" };

/** `repos.affected ≥ 5`, `pilot.affected and not security.confirmed`: for screens and documents. */
export function describe(predicate: Predicate): string {
  if ("all" in predicate) return predicate.all.map(describePart).join(" and ");
  if ("any" in predicate) return predicate.any.map(describePart).join(" or ");
  if ("not" in predicate) return `not ${describePart(predicate.not)}`;
  if (predicate.comparison === "is") return predicate.value ? predicate.fact : `not ${predicate.fact}`;
  return `${predicate.fact} ${SYMBOLS[predicate.comparison]} ${formatFactValue(predicate.fact, predicate.value)}`;
}

function describePart(predicate: Predicate): string {
  const compound =
    ("all" in predicate && predicate.all.length > 1) || ("any" in predicate && predicate.any.length > 1);
  return compound ? `(${describe(predicate)})` : describe(predicate);
}

/** A fact's value in its own unit: `95%`, `30m`, `$100`, `5`. */
export function formatFactValue(name: FactName, value: number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  switch (FACTS[name].unit) {
    case "share":
      return `${Math.round(value) / 100}%`;
    case "duration":
      return value % 60_000 === 0 ? `${value / 60_000}m` : `${Math.round(value / 100) / 10}s`;
    case "dollars":
      return `$${Math.round(value) / 100}`;
    case "count":
    case "boolean":
      return String(value);
    default:
      return unreachable(FACTS[name].unit);
  }
}
