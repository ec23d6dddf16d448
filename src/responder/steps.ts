/** What an option's step stands for: the intent to be performed, the work to ask a person for, or a wait.
 *  Pure translation: when and in which order is mitigate.ts. */

import { unreachable } from "../assert.ts";
import type { Step } from "../runbook/schema.ts";
import type { Role } from "../runbook/vocabulary.ts";
import type { DurationMs } from "../units.ts";
import type { PerformedIntent } from "./effect.ts";
import { readingOf } from "./probe-readings.ts";
import { latestRelease } from "./releases.ts";
import { bestFallback, failingProviders } from "./reroute.ts";
import type { Incident, Track } from "./state.ts";
import type { Responder } from "./turn.ts";

export type Work = "new-keys" | "raise-quota" | "scale-database";

export type StepMeaning =
  | { readonly is: "nothing" }
  | { readonly is: "intent"; readonly intent: PerformedIntent }
  | { readonly is: "work"; readonly work: Work; readonly role: Role; readonly subject: readonly string[] }
  | { readonly is: "await-rollout"; readonly within: DurationMs }
  | { readonly is: "proposal"; readonly because: string }
  /** What the step needs is not known, so the option cannot be carried out. */
  | { readonly is: "impossible"; readonly because: string };

/** Steps that replace pods, so that two tracks may not take them at once. */
export const touchesDeployment = ({ do: action }: Step): boolean =>
  ["set-env", "set-env-from-secret", "undo-rollout", "restart", "apply-manifest"].includes(action);

/** What `{failedProviders}` and `{fallbackModel}` stand for now. */
export function substitutionsFor({ runbook }: Responder, incident: Incident): Record<string, string> {
  const substitutions: Record<string, string> = {};
  const failing = failingProviders(incident);
  if (failing.length > 0) substitutions["failedProviders"] = failing.join(",");
  const fallback = bestFallback(incident);
  const model = runbook.environment.fallbackModels.find(({ provider }) => provider === fallback)?.model;
  if (model !== undefined) substitutions["fallbackModel"] = model;
  return substitutions;
}

export function meaningOf(responder: Responder, incident: Incident, track: Track, step: Step): StepMeaning {
  const { environment } = responder.runbook;
  const target = { deployment: environment.deployment };
  const approved = { approval: track.approval };
  switch (step.do) {
    case "wait":
      return { is: "nothing" };
    case "set-env": {
      const pairs: [string, string | null][] = [];
      for (const [name, template] of Object.entries(step.env)) {
        const value = substitute(template, track.substitutions);
        if (value === null) return { is: "impossible", because: `${name}=${template} cannot be filled in` };
        pairs.push([name, value === "" ? null : value]);
      }
      if (pairs.some(([, value]) => namesAll(environment.providers, value)))
        return { is: "impossible", because: "never all providers at once" };
      return intent({ kind: "set-env", target, arguments: { ...approved, environment: pairs } });
    }
    case "set-env-from-secret":
      return intent({ kind: "set-env-from-secret", target, arguments: { ...approved, secret: step.secret } });
    case "undo-rollout":
      return undoRollout(incident, track, step.to, target);
    case "restart":
      return intent({ kind: "restart", target, arguments: approved });
    case "await-rollout":
      return { is: "await-rollout", within: step.within };
    case "apply-manifest":
      return intent({ kind: "apply-manifest", target: { manifest: step.manifest }, arguments: approved });
    case "new-keys":
      return { is: "work", work: "new-keys", role: step.from, subject: environment.providers };
    case "raise-quota":
      return { is: "work", work: "raise-quota", role: step.via, subject: exhaustedProviders(incident) };
    case "scale-database":
      return { is: "work", work: "scale-database", role: step.via, subject: ["postgres"] };
    case "create-secret":
      return intent({
        kind: "create-secret",
        target: { secret: step.name },
        arguments: { ...approved, references: track.references },
      });
    case "delete-secret":
      return intent({ kind: "delete-secret", target: { secret: step.name }, arguments: approved });
    case "copy-secret":
      return intent({
        kind: "copy-secret",
        target: { secret: step.to },
        arguments: { ...approved, from: step.from },
      });
    case "rollback-to-pilot":
      return intent({
        kind: "rollback-to-pilot",
        target,
        arguments: { ...approved, runbook: step.runbook, pilot: environment.pilotRepo },
      });
    case "propose-rollback":
      return { is: "proposal", because: step.because };
    case "mail":
      return mail(responder, incident, step.to, step.subject);
    default:
      return unreachable(step);
  }
}

const intent = (performed: PerformedIntent): StepMeaning => ({ is: "intent", intent: performed });

/** A guard that no runbook can switch off: a list of every provider in one setting turns all of them off. */
function namesAll(providers: readonly string[], value: string | null): boolean {
  const named = (value ?? "").split(",").map((part) => part.trim());
  return providers.length > 1 && providers.every((provider) => named.includes(provider));
}

/** `-` stands for an empty value: the variable is removed. Null when a placeholder has no value. */
function substitute(template: string, substitutions: Readonly<Record<string, string>>): string | null {
  if (template === "-") return "";
  let missing = false;
  const filled = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = substitutions[name];
    if (value === undefined) missing = true;
    return value ?? "";
  });
  return missing ? null : filled;
}

function undoRollout(
  incident: Incident,
  track: Track,
  to: "previous" | "last-good",
  target: { deployment: string },
): StepMeaning {
  const approved = { approval: track.approval };
  if (to === "previous")
    return intent({ kind: "undo-rollout", target, arguments: { ...approved, toRevision: null } });
  const history = readingOf(incident, "rollout-history");
  const good = history === null ? null : (latestRelease(history)?.goodRevision ?? null);
  if (good === null) return { is: "impossible", because: "no revision from before the release is known" };
  return intent({ kind: "undo-rollout", target, arguments: { ...approved, toRevision: good } });
}

const NEARLY_USED_PERCENT = 85;

function exhaustedProviders(incident: Incident): readonly string[] {
  const quota = readingOf(incident, "quota");
  return (quota?.providers ?? [])
    .filter(({ usedTokens, limitTokens }) => usedTokens * 100 >= limitTokens * NEARLY_USED_PERCENT)
    .map(({ provider }) => provider);
}

/** `{owners}` stands for the owners of every repository but the pilot. */
function mail({ roster, runbook }: Responder, incident: Incident, to: string, subject: string): StepMeaning {
  const mailboxes =
    to === "{owners}"
      ? roster.repositories
          .filter(({ name }) => name !== runbook.environment.pilotRepo)
          .map(({ ownerMailbox }) => ownerMailbox)
      : to.split(",").map((mailbox) => mailbox.trim());
  return intent({
    kind: "send-mail",
    target: { mailboxes },
    arguments: {
      form: "notice",
      subject,
      fields: { incident: incident.id, subject },
      text: `${subject}\nIncident ${incident.id}. Details in #${incident.channel ?? "incidents"}.`,
    },
  });
}
