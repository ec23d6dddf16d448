/** The five causes the runbook knows, by their public ids. "None of the five" is the empty set, never a sixth id. */

export const CAUSE_IDS = [
  "model-api-outage",
  "rate-limit-exhaustion",
  "schema-breaking-change",
  "db-connection-pool-exhaustion",
  "credential-leak",
] as const;

export type CauseId = (typeof CAUSE_IDS)[number];

export const isCauseId = (text: string): text is CauseId => (CAUSE_IDS as readonly string[]).includes(text);
