/** The two ways a template goes wrong: when the rule file is read, and when it is filled in for an alert. */

import { PlacedError } from "../placed-error.ts";

/** The text is no template. Found with the rule file. */
export class TemplateError extends PlacedError {
  override readonly name = "TemplateError";
}

/** What went wrong while a template was filled in; it becomes part of the alert's text. */
export class TemplateFailure extends Error {}
