/** Scenario files to scenarios: what a file extends is merged in, names are checked against each other.
 *  Which of several variants is played, a seed decides: `variant.ts`. */

import { InputError, type InputProblem } from "../input-error.ts";
import { checkDocument, parseYaml, type YamlDocument, type YamlSource } from "../yaml-document.ts";
import { type Fault, type Scenario, scenarioSchema } from "./scenario-schema.ts";

/** The key under which a file names the one that it extends. */
export const EXTENDS = "extends";
const MOST_ANCESTORS = 4;

type Mapping = Record<string, unknown>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Mappings are merged key by key; everything else of the file replaces what it extends. */
function merge(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above;
  const merged: Mapping = { ...below };
  for (const [key, value] of Object.entries(above))
    merged[key] = key in merged ? merge(merged[key], value) : value;
  return merged;
}

/** @throws InputError naming every place that is not what the schema expects, or names what does not exist. */
export function loadScenario(source: YamlSource, read: (relativePath: string) => YamlSource): Scenario {
  const document = extended(parseYaml(source), read, 0);
  const scenario = checkDocument(document, scenarioSchema);
  const problems = crossChecks(document, scenario);
  if (problems.length > 0) throw new InputError(problems);
  return scenario;
}

function extended(
  document: YamlDocument,
  read: (relativePath: string) => YamlSource,
  depth: number,
): YamlDocument {
  const { value, file } = document;
  if (!isMapping(value) || value[EXTENDS] === undefined) return document;
  const { [EXTENDS]: parent, ...own } = value;
  const place = document.locate([EXTENDS]);
  if (typeof parent !== "string")
    throw new InputError([{ ...place, message: `${EXTENDS}: expected the path of a scenario file` }]);
  if (depth >= MOST_ANCESTORS)
    throw new InputError([{ ...place, message: `${EXTENDS}: more than ${MOST_ANCESTORS} files deep` }]);
  const below = extended(parseYaml(read(parent)), read, depth + 1);
  return {
    file,
    value: merge(below.value, own),
    // What only the file below has is to be mended there; what neither has is missing here.
    locate: (path) => (!has(own, path) && has(below.value, path) ? below : document).locate(path),
  };
}

function has(value: unknown, path: readonly PropertyKey[]): boolean {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return false;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return true;
}

function crossChecks(document: YamlDocument, scenario: Scenario): readonly InputProblem[] {
  const repositories = new Set(scenario.fleet.repositories.map(({ id }) => id));
  const providers = new Set(scenario.providers.map(({ id }) => id));
  const problems: InputProblem[] = [];
  const complain = (path: readonly (string | number)[], message: string): void => {
    problems.push({
      ...document.locate(path),
      message: `${path.join(".")}: ${message}`,
    });
  };
  const known = (
    path: readonly (string | number)[],
    name: string,
    names: ReadonlySet<string>,
    what: string,
  ): void => {
    if (!names.has(name))
      complain(path, `no ${what} is called "${name}"; there are ${[...names].join(", ")}`);
  };
  known(["fleet", "pilot"], scenario.fleet.pilot, repositories, "repository");
  const checkProviders = (
    fleet: readonly (string | number)[],
    plans: Scenario["fleet"]["repositories"],
  ): void => {
    plans.forEach(({ provider }, index) => {
      known([...fleet, "repositories", index, "provider"], provider, providers, "provider");
    });
  };
  checkProviders(["fleet"], scenario.fleet.repositories);
  scenario.fallbackOrder.forEach((name, index) => {
    known(["fallbackOrder", index], name, providers, "provider");
  });
  const checkFaults = (
    prefix: readonly (string | number)[],
    faults: readonly Fault[],
    repos: ReadonlySet<string>,
  ): void => {
    faults.forEach((fault, index) => {
      const path = [...prefix, "faults", index];
      if (fault.kind === "provider-outage")
        known([...path, "provider"], fault.provider, providers, "provider");
      if (fault.kind === "key-leak")
        for (const name of fault.providers) known([...path, "providers"], name, providers, "provider");
      if (fault.kind === "volume-surge" || fault.kind === "past-failures") {
        for (const name of fault.repositories) known([...path, "repositories"], name, repos, "repository");
      }
      if (fault.kind === "context-growth" || fault.kind === "repository-defect") {
        known([...path, "repository"], fault.repository, repos, "repository");
      }
    });
  };
  const checkFingerprints = (
    prefix: readonly (string | number)[],
    part: Pick<Scenario, "faults" | "fingerprints">,
  ): void => {
    const faults = new Set(part.faults.map(({ id }) => id));
    part.fingerprints.forEach(({ fault }, index) => {
      known([...prefix, "fingerprints", index, "fault"], fault, faults, "fault");
    });
    for (const id of faults) {
      if (!part.fingerprints.some(({ fault }) => fault === id)) {
        complain([...prefix, "fingerprints"], `the fault "${id}" declares no fingerprint`);
      }
    }
  };
  checkFaults([], scenario.faults, repositories);
  checkFingerprints([], scenario);
  scenario.variants?.forEach((variant, index) => {
    const own = new Set((variant.fleet?.repositories ?? scenario.fleet.repositories).map(({ id }) => id));
    checkProviders(["variants", index, "fleet"], variant.fleet?.repositories ?? []);
    checkFaults(["variants", index], variant.faults, own);
    checkFingerprints(["variants", index], variant);
  });
  return problems;
}
