/** What tests left untouched of the rules they loaded: of each rule whether it gave anything (an alert: whether it fired,
 *  and was quiet), of each alert's `for` whether it held something back, of each fork in an
 *  expression both ways. Looks on from outside and changes no result; a way once seen is not looked for again. */

import type { InstantMs } from "../../units.ts";
import { type Place, parseYaml, type YamlSource } from "../../yaml-document.ts";
import { printPromDuration } from "../duration.ts";
import type { Query, QueryEngine } from "../engine.ts";
import { placeInText } from "../placed-error.ts";
import { QueryError } from "../query-error.ts";
import type { Rule, RuleFile, RuleGroup } from "../rule-file.ts";
import type { GroupEvaluation, RuleState } from "../rule-group.ts";
import { placeInScalar } from "../scalar-place.ts";
import { type Fork, forksOf, type Way } from "./expression-branches.ts";
import type { GroupUnderTest } from "./run-test.ts";

export interface Branch {
  readonly place: Place;
  readonly rule: string;
  /** What is to be said of it where it was not touched. */
  readonly untouched: string;
  /** The part of the expression, on one line; null where it is the rule as a whole. */
  readonly text: string | null;
  readonly touched: boolean;
}

export interface CoverageReport {
  readonly rules: { readonly touched: number; readonly total: number };
  readonly branches: { readonly touched: number; readonly total: number };
  /** Of branches, those of rules as a whole among them; 100 where there are none. */
  readonly percent: number;
  readonly untouched: readonly Branch[];
}

type MutableBranch = { -readonly [Field in keyof Branch]: Branch[Field] };

interface CoveredRule {
  readonly rule: Rule;
  /** Gave a sample; of alerts: fired, and was quiet. All are needed for the rule to count as touched. */
  readonly whole: readonly MutableBranch[];
  /** Ended while it waited for its `for`; null where there is none. */
  readonly waiting: MutableBranch | null;
  readonly forks: readonly { readonly fork: Fork; readonly ways: readonly [MutableBranch, MutableBranch] }[];
}

export class Coverage {
  readonly #groups = new Map<RuleGroup, readonly CoveredRule[]>();

  /** A file counts once, however often it is added. */
  add(source: YamlSource, { groups }: RuleFile): void {
    const document = parseYaml(source);
    groups.forEach((group, groupIndex) => {
      if (this.#groups.has(group)) return;
      const rules = group.rules.map((rule, index) => {
        const key = document.locate(["groups", groupIndex, "rules", index, "expr"]);
        return coveredRule(rule, source, key);
      });
      this.#groups.set(group, rules);
    });
  }

  /** For one test. */
  observer(engine: QueryEngine): (group: GroupUnderTest, at: InstantMs, evaluation: GroupEvaluation) => void {
    const probes = new Map<RuleGroup, readonly Probe[]>();
    return ({ group }, at, evaluation) => {
      const rules = this.#groups.get(group) ?? [];
      rules.forEach((rule, index) => {
        noteStates(rule, evaluation.state.rules[index], evaluation);
      });
      let own = probes.get(group);
      if (own === undefined) {
        own = rules.flatMap((rule) => rule.forks.map((forked) => new Probe(forked, engine)));
        probes.set(group, own);
      }
      for (const probe of own) probe.look(at);
    };
  }

  report(): CoverageReport {
    const rules = [...this.#groups.values()].flat();
    const branches = rules.flatMap(({ whole, waiting, forks }) => [
      ...whole,
      ...(waiting === null ? [] : [waiting]),
      ...forks.flatMap(({ ways }) => ways),
    ]);
    const touched = branches.filter((branch) => branch.touched).length;
    return {
      rules: {
        touched: rules.filter(({ whole }) => whole.every((branch) => branch.touched)).length,
        total: rules.length,
      },
      branches: { touched, total: branches.length },
      percent: branches.length === 0 ? 100 : (100 * touched) / branches.length,
      untouched: branches.filter((branch) => !branch.touched),
    };
  }
}

function coveredRule(rule: Rule, source: YamlSource, key: Place): CoveredRule {
  const { file } = source;
  const { name, expression } = rule;
  const place = { file, line: rule.line, column: rule.column };
  const placeOf = (offset: number): Place => ({
    file,
    ...placeInScalar(source.text, key, expression.text, placeInText(expression.text, offset)),
  });
  const branch = (untouched: string): MutableBranch => ({
    place,
    rule: name,
    untouched,
    text: null,
    touched: false,
  });
  return {
    rule,
    whole:
      rule.kind === "alert"
        ? [branch(`the alert ${name} never fires`), branch(`the alert ${name} is never quiet`)]
        : [branch(`the record ${name} never gets a sample`)],
    waiting:
      rule.kind === "alert" && rule.holdFor > 0
        ? branch(`the alert ${name} never ends before its for of ${printPromDuration(rule.holdFor)} is over`)
        : null,
    forks: forksOf(expression).map((fork) => {
      const way = ({ untouched, part }: Way): MutableBranch => ({
        place: placeOf(part.from),
        rule: name,
        untouched,
        text: expression.text.slice(part.from, part.to).replace(/\s+/g, " ").trim(),
        touched: false,
      });
      return { fork, ways: [way(fork.ways[0]), way(fork.ways[1])] };
    }),
  };
}

function noteStates(
  { rule, whole, waiting }: CoveredRule,
  state: RuleState | undefined,
  { transitions }: GroupEvaluation,
): void {
  if (state === undefined) return;
  const touch = (branch: MutableBranch | null | undefined, happened: boolean): void => {
    if (branch && happened) branch.touched = true;
  };
  if (rule.kind === "record") {
    touch(whole[0], state.written.length > 0);
    return;
  }
  const fires = state.alerts.some((alert) => alert.state === "firing");
  touch(whole[0], fires);
  touch(whole[1], !fires);
  if (waiting === null || waiting.touched) return;
  const ended = transitions.some(
    ({ from, to, alert }) =>
      from === "pending" && to === "inactive" && alert.labels["alertname"] === rule.name,
  );
  touch(waiting, ended);
}

/** Looks in one engine which ways a fork goes, until both have been seen. */
class Probe {
  readonly #fork: Fork;
  readonly #ways: readonly [MutableBranch, MutableBranch];
  readonly #queries: readonly Query[];

  constructor({ fork, ways }: CoveredRule["forks"][number], engine: QueryEngine) {
    this.#fork = fork;
    this.#ways = ways;
    this.#queries = fork.parts.map((part) => engine.prepare(part));
  }

  look(at: InstantMs): void {
    const [one, other] = this.#ways;
    if (one.touched && other.touched) return;
    try {
      const [wentOne, wentOther] = this.#fork.read((part) => (this.#queries[part] as Query).vectorAt(at));
      if (wentOne) one.touched = true;
      if (wentOther) other.touched = true;
    } catch (error) {
      // Then the rule itself could not be evaluated, and that is reported.
      if (!(error instanceof QueryError)) throw error;
    }
  }
}
