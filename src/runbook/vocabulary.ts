/** Names that runbook, responder and scoring share: roles, probes, targets. The schemas are made of them; they stand
 *  apart so that a drill need not load what checks files. */

export const ROLES = [
  "sre-oncall",
  "incident-commander",
  "engineering-tl",
  "product-lead",
  "sre-lead",
  "data-lead",
  "dba",
  "infosec",
  "business",
  "provider-support",
] as const;
export type Role = (typeof ROLES)[number];

export const PROBES = [
  "provider-status",
  "provider-health",
  "quota",
  "flow-volume",
  "rollout-history",
  "revision-diff",
  "schema-version",
  "connection-count",
  "pool-size",
  "exposed-credentials",
  "key-check",
  "test-flow",
] as const;
export type ProbeName = (typeof PROBES)[number];

/** In the order in which they are due. */
export const TARGET_IDS = ["detect", "mobilize", "rootCause", "mitigate", "resolve"] as const;
export type TargetId = (typeof TARGET_IDS)[number];
