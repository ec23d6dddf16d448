/** The labels and annotations of a rule's alerts: its templates filled in, with all that Prometheus lets them see. */

import { EPOCH, type InstantMs } from "../units.ts";
import type { AlertSample, Annotator } from "./alerting.ts";
import type { QueryEngine } from "./engine.ts";
import type { LabelRecord } from "./labels.ts";
import type { Vector } from "./plan.ts";
import { QueryError } from "./query-error.ts";
import type { AlertRule } from "./rule-file.ts";
import {
  expandTemplate,
  type Template,
  type TemplateData,
  TemplateFailure,
  type TemplateSample,
  usesQuery,
} from "./template.ts";

/** Of the Prometheus server, as its configuration gives it. */
export interface External {
  readonly labels: LabelRecord;
  readonly url: string;
}

export const NO_EXTERNAL: External = { labels: {}, url: "" };

type Texts = Readonly<Record<string, string>>;

export class AlertTexts implements Annotator {
  readonly anew: boolean;
  readonly labelsQuery: boolean;
  readonly #rule: AlertRule;
  readonly #engine: QueryEngine;
  readonly #external: External;
  #at: InstantMs = EPOCH;

  constructor(rule: AlertRule, engine: QueryEngine, external: External) {
    this.#rule = rule;
    this.#engine = engine;
    this.#external = external;
    this.anew = Object.values(rule.annotations).some(usesQuery);
    this.labelsQuery = Object.values(rule.labels).some(usesQuery);
  }

  /** The instant that templates ask about from now on. */
  begin(at: InstantMs): void {
    this.#at = at;
  }

  labels(sample: AlertSample): Texts {
    return this.#expandAll(this.#rule.labels, sample);
  }

  expand(sample: AlertSample): Texts {
    return this.#expandAll(this.#rule.annotations, sample);
  }

  #expandAll(templates: Readonly<Record<string, Template>>, { labels, value }: AlertSample): Texts {
    const { labels: externalLabels, url: externalUrl } = this.#external;
    const data: TemplateData = { labels, value, externalLabels, externalUrl, query: this.#query };
    const expanded: Record<string, string> = {};
    for (const name of Object.keys(templates)) {
      expanded[name] = expandTemplate(templates[name] as Template, data);
    }
    return expanded;
  }

  readonly #query = (text: string): readonly TemplateSample[] => {
    const { labels } = this.#engine.store;
    const { ids, values, length } = this.#vector(text);
    return Array.from({ length }, (_, index) => ({
      labels: labels.record(ids[index] as number),
      value: values[index] as number,
    }));
  };

  /** Prometheus says where a text is no query, and not where an evaluation failed. */
  #vector(text: string): Vector {
    let read = false;
    try {
      const query = this.#engine.query(text);
      read = true;
      return query.vectorAt(this.#at);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const { line, column, reason } = error;
      throw new TemplateFailure(read ? reason : `${line}:${column}: parse error: ${reason}`);
    }
  }
}
