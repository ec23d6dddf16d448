/** Who and what the responder may address: the organisation around the runbook. In a drill it is drawn with the
 *  world, live it comes from configuration; the journal's header carries it either way. */

import type { Role } from "../runbook/vocabulary.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly mailbox: string;
}

export interface Seat {
  readonly role: Role;
  /** In the order in which they are called; never empty. */
  readonly people: readonly Person[];
}

export interface RepositoryEntry {
  readonly name: string;
  readonly ownerMailbox: string;
}

export interface Roster {
  readonly seats: readonly Seat[];
  readonly repositories: readonly RepositoryEntry[];
}

export const peopleOf = (roster: Roster, role: Role): readonly Person[] =>
  roster.seats.find((seat) => seat.role === role)?.people ?? [];
