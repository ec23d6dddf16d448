/** The people of a drill: names drawn with the world, seats as the scenario fills them. */

import { faker } from "@faker-js/faker/locale/en";
import type { Roster } from "../../responder/roster.ts";
import { ROLES } from "../../runbook/vocabulary.ts";
import type { Scenario } from "../scenario-schema.ts";

const AUTHORS = 6;

export interface Cast {
  readonly roster: Roster;
  /** Who commits to the repositories. */
  readonly authors: readonly string[];
}

/** Faker is seeded here and used nowhere else, so that its state cannot leak from one drill into another. */
export function castPeople(scenario: Scenario, seed: number): Cast {
  faker.seed(seed);
  const seats = ROLES.flatMap((role) => {
    const plan = scenario.people[role];
    if (plan === undefined) return [];
    const people = Array.from({ length: plan.people }, (_, index) => {
      const first = faker.person.firstName();
      const last = faker.person.lastName();
      return {
        id: `${role}-${index + 1}`,
        name: `${first} ${last}`,
        mailbox: `${mailName(first)}.${mailName(last)}@company.com`,
      };
    });
    return [{ role, people }];
  });
  const repositories = scenario.fleet.repositories.map(({ id }) => ({
    name: id,
    ownerMailbox: `${id}-owners@company.com`,
  }));
  const authors = Array.from({ length: AUTHORS }, () => faker.person.firstName());
  return { roster: { seats, repositories }, authors };
}

const mailName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");
