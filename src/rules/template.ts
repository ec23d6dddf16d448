/** Templates in the labels and annotations of alert rules: Go's text/template with the functions of Prometheus 2.x.
 *  Reading a template and filling it in are apart, so that a bad one is found with the rule file.
 *  Left to right: `template/lexer.ts`, `parse.ts`, `expand.ts`; what differs from Prometheus stands in docs/promql.md. */

import { type DirectPiece, directPieces, fillIn } from "./template/direct.ts";
import { expand, type NamedTemplate } from "./template/expand.ts";
import { parseStatements } from "./template/parse.ts";
import type { TemplateData } from "./template/value.ts";

export { TemplateError, TemplateFailure } from "./template/failure.ts";
export type { TemplateData, TemplateSample } from "./template/value.ts";

export interface Template extends NamedTemplate {
  /** The whole of it, where it is text, value and labels only. */
  readonly direct: readonly DirectPiece[] | null;
}

/** @throws TemplateError when it is no template */
export function parseTemplate(text: string, alert: string): Template {
  const parsed = parseStatements(text);
  return { name: `__alert_${alert}`, text, ...parsed, direct: directPieces(parsed.statements) };
}

/** The text for one alert. */
export const expandTemplate = (template: Template, data: TemplateData): string =>
  template.direct === null ? expand(template, data) : fillIn(template.direct, data);

/** Whether the text may change while the alert's labels stay. */
export const usesValue = ({ uses }: Template): boolean => uses.value;

/** Whether the text may change while labels and value stay. */
export const usesQuery = ({ uses }: Template): boolean => uses.query;
