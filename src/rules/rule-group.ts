/** One evaluation of a rule group: its rules in order, each seeing what those before it have just written.
 *  Recording rules and alerts write to the store (`ALERTS`, `ALERTS_FOR_STATE` for the latter); a series that a rule
 *  wrote last time and not this time is marked stale. A rule that cannot be evaluated keeps its state and is reported.
 *  State is plain data, handed in and out; what is prepared holds queries and remembered labels only. */

import { unreachable } from "../assert.ts";
import { type InstantMs, minus } from "../units.ts";
import { AlertTexts, type External, NO_EXTERNAL } from "./alert-texts.ts";
import { type Alert, type AlertSample, stepAlerts, type Transition } from "./alerting.ts";
import type { QueryEngine } from "./engine.ts";
import { LabelMapping, type LabelRecord, type LabelTable, METRIC_NAME } from "./labels.ts";
import { QueryError } from "./query-error.ts";
import type { AlertRule, RecordingRule, Rule, RuleGroup } from "./rule-file.ts";
import type { SeriesStore } from "./series.ts";
import { usesValue } from "./template.ts";

/** One entry per rule. */
export interface GroupState {
  readonly rules: readonly RuleState[];
}

export interface RuleState {
  /** Of alert rules. */
  readonly alerts: readonly Alert[];
  /** The series written at the evaluation before. */
  readonly written: readonly LabelRecord[];
}

export interface GroupEvaluation {
  readonly state: GroupState;
  /** All active alerts: by rule, then in the order in which they became active. */
  readonly alerts: readonly Alert[];
  /** What has changed: an alert that ended is reported here, once. */
  readonly transitions: readonly Transition[];
  readonly failures: readonly RuleFailure[];
  /** Names of rules that gave nothing this time; Prometheus speaks of none of their alerts, not of those it forgets. */
  readonly failedRules: readonly string[];
}

export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

/** A group bound to an engine. */
export interface PreparedGroup {
  readonly group: RuleGroup;
  readonly rules: readonly PreparedRule[];
}

const IDLE: RuleState = { alerts: [], written: [] };
const NONE: readonly never[] = [];

export function initialGroupState({ rules }: RuleGroup): GroupState {
  return { rules: rules.map(() => IDLE) };
}

/** @param external what templates see of the server
 *  @throws QueryError when an expression needs what the engine cannot do. */
export function prepareGroup(
  group: RuleGroup,
  engine: QueryEngine,
  external: External = NO_EXTERNAL,
): PreparedGroup {
  return { group, rules: group.rules.map((rule) => prepareRule(rule, group, engine, external)) };
}

export function evaluateGroup(
  { group, rules }: PreparedGroup,
  state: GroupState,
  at: InstantMs,
): GroupEvaluation {
  const round: Round = {
    at,
    queriedAt: minus(at, group.queryOffset),
    transitions: [],
    failures: [],
    failedRules: [],
  };
  let states: RuleState[] | null = null;
  const alerts: Alert[] = [];
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index] as PreparedRule;
    const before = state.rules[index] ?? IDLE;
    let after = before;
    try {
      after = rule.evaluate(before, round);
    } catch (error) {
      if (!(error instanceof QueryError || error instanceof RuleFault)) throw error;
      round.failures.push({ rule: rule.name, message: error.message });
      round.failedRules.push(rule.name);
    }
    for (const alert of after.alerts) alerts.push(alert);
    if (after === before) continue;
    states ??= rules.map((_, other) => state.rules[other] ?? IDLE);
    states[index] = after;
  }
  return {
    state: states === null ? state : { rules: states },
    alerts,
    transitions: round.transitions,
    failures: round.failures,
    failedRules: round.failedRules,
  };
}

export interface PreparedRule {
  readonly name: string;
  /** @throws QueryError or RuleFault before anything has changed. */
  evaluate(before: RuleState, round: Round): RuleState;
}

/** What the rules of one evaluation report to. */
interface Round {
  readonly at: InstantMs;
  /** The instant that queries ask for and that what is written is dated: behind by the group's offset. */
  readonly queriedAt: InstantMs;
  readonly transitions: Transition[];
  readonly failures: RuleFailure[];
  readonly failedRules: string[];
}

class RuleFault extends Error {}

function prepareRule(
  rule: Rule,
  { limit }: RuleGroup,
  engine: QueryEngine,
  external: External,
): PreparedRule {
  switch (rule.kind) {
    case "alert":
      return prepareAlertRule(rule, limit, engine, new AlertTexts(rule, engine, external));
    case "record":
      return prepareRecordingRule(rule, limit, engine);
    default:
      return unreachable(rule);
  }
}

function prepareAlertRule(
  rule: AlertRule,
  limit: number | null,
  engine: QueryEngine,
  texts: AlertTexts,
): PreparedRule {
  const query = engine.prepare(rule.expression);
  const { labels } = engine.store;
  const alertOf = alertLabels(rule, texts, labels);
  const seriesOf = (name: string, alertstate: Alert["state"] | ""): LabelMapping =>
    new LabelMapping((id) => labels.with(labels.at(id), { [METRIC_NAME]: name, alertstate }).id);
  const alertsSeries = { pending: seriesOf("ALERTS", "pending"), firing: seriesOf("ALERTS", "firing") };
  const stateSeries = seriesOf("ALERTS_FOR_STATE", "");
  // Alerts are told apart by the record of their labels; state that went through JSON has records of its own.
  const ownRecord = (alert: Alert): LabelRecord => labels.record(labels.intern(alert.labels).id);
  const hasOwnRecord = (alert: Alert): boolean => ownRecord(alert) === alert.labels;
  const withOwnRecord = (alert: Alert): Alert => ({ ...alert, labels: ownRecord(alert) });
  const samples = new Map<LabelRecord, AlertSample>();
  const output = new Output(engine.store);
  return {
    name: rule.name,
    evaluate(before, round) {
      const { ids, values, length } = query.vectorAt(round.queriedAt);
      if (length === 0 && before.alerts.length === 0 && before.written.length === 0) return before;
      samples.clear();
      texts.begin(round.at);
      // A query of a template may take over the vector.
      const own = texts.labelsQuery ? { ids: ids.slice(), values: values.slice() } : { ids, values };
      for (let index = 0; index < length; index += 1) {
        const id = own.ids[index] as number;
        const sample = { labels: labels.record(id), value: own.values[index] as number };
        const alert = labels.record(alertOf(id, sample.value));
        if (samples.has(alert)) {
          throw new RuleFault("vector contains metrics with the same labelset after applying alert labels");
        }
        samples.set(alert, sample);
      }
      const known = before.alerts.every(hasOwnRecord) ? before.alerts : before.alerts.map(withOwnRecord);
      const alerts = stepAlerts(rule, known, samples, texts, round.at, round.transitions);
      if (limit !== null && alerts.length > limit) return overLimit(rule.name, limit, before, alerts, round);
      output.clear();
      for (const { labels: own, state, activeAt } of alerts) {
        const { id } = labels.intern(own);
        output.push(alertsSeries[state].of(id), 1);
        output.push(stateSeries.of(id), Math.floor((engine.settings.epochMs + activeAt) / 1_000));
      }
      return { alerts, written: output.write(rule.name, before.written, round) };
    },
  };
}

/** Prometheus then knows of no alert any more, and what it wrote last goes stale at the next evaluation that succeeds. */
function overLimit(
  rule: string,
  limit: number,
  { written }: RuleState,
  alerts: readonly Alert[],
  { at, transitions, failures, failedRules }: Round,
): RuleState {
  failedRules.push(rule);
  failures.push({ rule, message: `exceeded limit of ${limit} with ${alerts.length} alerts` });
  for (const alert of alerts) transitions.push({ at, from: alert.state, to: "inactive", alert });
  return { alerts: NONE, written };
}

/** From a sample to the label set of its alert, remembered where the sample's labels alone make it. */
function alertLabels(
  rule: AlertRule,
  texts: AlertTexts,
  labels: LabelTable,
): (sampleId: number, value: number) => number {
  const alertOf = (id: number, value: number): number => {
    const given = texts.labels({ labels: labels.record(id), value });
    return labels.with(labels.at(id), { ...given, alertname: rule.name, [METRIC_NAME]: "" }).id;
  };
  if (texts.labelsQuery || Object.values(rule.labels).some(usesValue)) return alertOf;
  const remembered = new LabelMapping((id) => alertOf(id, 0));
  return (id) => remembered.of(id);
}

function prepareRecordingRule(rule: RecordingRule, limit: number | null, engine: QueryEngine): PreparedRule {
  const query = engine.prepare(rule.expression);
  const { labels } = engine.store;
  const given = { ...rule.labels, [METRIC_NAME]: rule.name };
  const recordOf = new LabelMapping((id) => labels.with(labels.at(id), given).id);
  const seen = new Set<number>();
  const output = new Output(engine.store);
  return {
    name: rule.name,
    evaluate(before, round) {
      const { ids, values, length } = query.vectorAt(round.queriedAt);
      if (length === 0 && before.written.length === 0) return before;
      if (limit !== null && length > limit)
        throw new RuleFault(`exceeded limit of ${limit} with ${length} series`);
      output.clear();
      seen.clear();
      for (let index = 0; index < length; index += 1) {
        const id = recordOf.of(ids[index] as number);
        if (seen.has(id)) {
          throw new RuleFault("vector contains metrics with the same labelset after applying rule labels");
        }
        seen.add(id);
        output.push(id, values[index] as number);
      }
      const written = output.write(rule.name, before.written, round);
      return written === before.written ? before : { alerts: NONE, written };
    },
  };
}

/** The samples that a rule gives at one evaluation, on their way to the store. */
class Output {
  readonly #store: SeriesStore;
  readonly #ids: number[] = [];
  readonly #values: number[] = [];

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  clear(): void {
    this.#ids.length = 0;
    this.#values.length = 0;
  }

  push(id: number, value: number): void {
    this.#ids.push(id);
    this.#values.push(value);
  }

  /** Appends the samples and marks stale what is missing since last time; gives what to remember for the next time. */
  write(rule: string, before: readonly LabelRecord[], round: Round): readonly LabelRecord[] {
    const { queriedAt: at, failures } = round;
    const store = this.#store;
    const { labels } = store;
    this.#ids.forEach((id, index) => {
      const series = store.seriesOf(labels.at(id));
      const value = this.#values[index] as number;
      if (series.newestMs < at) store.append(series, at, value);
      // Alerts of one name in several groups often write the same.
      else if (!series.endsWith(at, value))
        failures.push({ rule, message: `another rule has just written ${series.labels}` });
    });
    const same =
      this.#ids.length === before.length &&
      this.#ids.every((id, index) => labels.record(id) === before[index]);
    if (same) return before;
    const records = this.#ids.map((id) => labels.record(id));
    const still = new Set(records);
    for (const missing of before) {
      const series = store.seriesOf(labels.intern(missing));
      if (!still.has(labels.record(series.id)) && series.newestMs < at) store.markStale(series, at);
    }
    return records;
  }
}
