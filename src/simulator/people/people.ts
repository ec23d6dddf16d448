/** The people in the seats that no person takes: they answer pages, questions and requests in their own time, or not.
 *  Invariants: who sleeps answers nothing; what a person says of the world is what a person could see of it (an
 *  estimate has noise and bias, a finding is made only where there is something to find). */

import { assert, unreachable } from "../../assert.ts";
import type { RandomStream } from "../../prng.ts";
import type { EffectOf } from "../../responder/effect.ts";
import type { Answer, ResponderEvent } from "../../responder/event.ts";
import type { CauseId } from "../../runbook/cause.ts";
import type { Role } from "../../runbook/vocabulary.ts";
import { type DurationMs, type InstantMs, milliseconds, minutes, plus } from "../../units.ts";
import type { FaultOf, SeatPlan } from "../scenario-schema.ts";
import type { Expectation } from "../world/expectation.ts";
import type { DrawnFault } from "../world/faults.ts";
import { draw } from "../world/spread.ts";
import type { World } from "../world/world.ts";

export interface People {
  readonly world: World;
  readonly faults: readonly DrawnFault[];
  readonly expectation: Expectation;
  readonly deliver: (at: InstantMs, event: ResponderEvent) => void;
  readonly persons: Map<string, PersonState>;
  /** How long everything takes people, as a share of what it usually takes. */
  readonly slowerBasisPoints: number;
}

interface PersonState {
  readonly role: Role;
  readonly plan: SeatPlan;
  readonly draws: RandomStream;
  readonly asleep: boolean;
  /** When this person joins, by incident: pages that come meanwhile are acknowledged with the first. */
  readonly joinsAt: Map<string | null, InstantMs>;
  absenceNoted: boolean;
}

export function seatPeople(
  world: World,
  faults: readonly DrawnFault[],
  expectation: Expectation,
  deliver: People["deliver"],
): People {
  const persons = new Map<string, PersonState>();
  const { offHours } = world.scenario;
  const isOffHours = world.streams.stream("people/hours").chance(offHours.chance);
  for (const [role, plan] of Object.entries(world.scenario.people) as [Role, SeatPlan][]) {
    for (let index = 1; index <= plan.people; index += 1) {
      const draws = world.streams.stream(`people/${role}-${index}`);
      const asleep = draws.chance(plan.asleep + (isOffHours ? offHours.asleep : 0));
      persons.set(`${role}-${index}`, { role, plan, draws, asleep, joinsAt: new Map(), absenceNoted: false });
    }
  }
  return {
    world,
    faults,
    expectation,
    deliver,
    persons,
    slowerBasisPoints: isOffHours ? offHours.slower : 10_000,
  };
}

/** Somebody looks at a dashboard and calls it in, where a fault shows to people rather than to alerts. */
export function startNoticing(people: People): void {
  const { world, faults } = people;
  for (const { fault, onsetAt } of faults) {
    if (fault.kind !== "context-growth") continue;
    const draws = world.streams.stream(`people/notice/${fault.id}`);
    const at = plus(onsetAt, draw(draws, fault.noticedAfter));
    people.deliver(at, {
      at,
      incidentId: null,
      kind: "declare-request",
      person: "sre-oncall-1",
      role: "sre-oncall",
      because: `flows of ${fault.repository} run into time-outs`,
      repositories: [fault.repository],
    });
  }
}

function personOf(people: People, id: string): PersonState {
  const person = people.persons.get(id);
  assert(person !== undefined, () => `nobody in the drill is ${id}`);
  return person;
}

/** Null: this person will not answer. A person who has answered once is at the desk and answers sooner. */
function responseAfter(people: People, id: string, spread: SeatPlan["answer"]): DurationMs | null {
  const person = personOf(people, id);
  if (!person.asleep) return milliseconds((draw(person.draws, spread) * people.slowerBasisPoints) / 10_000);
  if (!person.absenceNoted) {
    person.absenceNoted = true;
    people.world.witness.truth({ truth: "absent", person: id, role: person.role });
  }
  return null;
}

export function receivePage(people: People, effect: EffectOf<"page">): void {
  const { person, role } = effect.target;
  join(people, { person, role, page: effect.key, incidentId: effect.incidentId }, 100);
}

/** An invitation to a channel reaches people later than a page does. */
export function receiveInvitations(people: People, effect: EffectOf<"create-channel">): void {
  for (const { person, role } of effect.arguments.members) {
    if (personOf(people, person).joinsAt.has(effect.incidentId)) continue;
    join(people, { person, role, page: effect.key, incidentId: effect.incidentId }, 160);
  }
}

interface Call {
  readonly person: string;
  readonly role: Role;
  readonly page: string;
  readonly incidentId: string | null;
}

function join(people: People, { person, role, page, incidentId }: Call, slowerPercent: number): void {
  const { plan, joinsAt } = personOf(people, person);
  const after = responseAfter(people, person, plan.acknowledge);
  if (after === null) return;
  const { now } = people.world.queue;
  const at = plus(now, milliseconds((after * slowerPercent) / 100));
  const already = joinsAt.get(incidentId);
  if (already !== undefined && already >= now) return;
  joinsAt.set(incidentId, at);
  people.deliver(at, { at, incidentId, kind: "acknowledgement", person, role, page });
}

export function receiveQuestion(people: People, effect: EffectOf<"ask">): void {
  const { question } = effect.arguments;
  const { person, role } = effect.target;
  const { plan, draws } = personOf(people, person);
  const after = responseAfter(people, person, plan.answer);
  if (after === null) return;
  const { now } = people.world.queue;
  const at = plus(now, after);
  const base = { at, incidentId: effect.incidentId };
  const refuses = draws.chance(plan.refuses);
  const reply = (answer: Answer, when: InstantMs = at): void =>
    people.deliver(when, { ...base, at: when, kind: "answer", person, role, question: effect.key, answer });
  switch (question.of) {
    case "opinion":
      return reply({
        of: "opinion",
        ...opinionOf(refuses, draws),
      });
    case "estimate":
      return reply({ of: "estimate", fixInMs: estimate(people, question.cause, draws) });
    case "finding":
      return find(people, person, at, reply);
    case "approval":
      return people.deliver(at, {
        ...base,
        kind: "approval",
        person,
        role,
        request: effect.key,
        granted: !refuses,
        because: refuses ? "too risky right now" : "go ahead",
      });
    case "decision":
      return people.deliver(at, {
        ...base,
        kind: "decision",
        person,
        role,
        // Whoever is to decide may find the price too high; nobody rolls back against advice.
        decision: {
          of: "rollback",
          choice: refuses && question.recommended === "go" ? "no-go" : question.recommended,
        },
      });
    case "work":
      return work(people, question.work, question.subject, draws, at, reply);
    default:
      return unreachable(question);
  }
}

function opinionOf(
  refuses: boolean,
  draws: RandomStream,
): Pick<Extract<Answer, { of: "opinion" }>, "opinion" | "because"> {
  if (refuses) return { opinion: "object", because: "the cost of pausing everybody" };
  if (draws.chance(1_000)) return { opinion: "no-view", because: "too early to tell" };
  return { opinion: "agree", because: "fits what we see" };
}

/** What somebody guesses who is asked about a cause that it is not: how long such a fix usually takes. */
const USUAL_FIX = minutes(25);

/** How long the fix will take, as an engineer guesses it: the true time, bent and blurred. */
function estimate({ world, expectation }: People, cause: CauseId, draws: RandomStream): number {
  const trueMs = expectation.causes.includes(cause)
    ? (expectation.fastestOption?.takesMs ?? minutes(90))
    : USUAL_FIX;
  const { estimateBias, estimateNoise } = world.scenario.work;
  const percent = 10_000 + estimateBias + draws.between(-estimateNoise, estimateNoise);
  return Math.max(minutes(1), Math.round((trueMs * percent) / 10_000));
}

/** Whoever looks at the flows themselves finds what no probe shows; where nothing is to be found, nothing is said. */
function find(
  people: People,
  person: string,
  at: InstantMs,
  reply: (answer: Answer, when?: InstantMs) => void,
): void {
  for (const { fault, onsetAt } of people.faults) {
    if (fault.kind !== "context-growth") continue;
    const noticed = plus(
      onsetAt,
      draw(people.world.streams.stream(`people/notice/${fault.id}`), fault.noticedAfter),
    );
    const foundAt = plus(
      noticed,
      draw(people.world.streams.stream(`people/find/${fault.id}/${person}`), fault.foundAfter),
    );
    reply(findingOf(fault), foundAt > at ? foundAt : at);
    return;
  }
}

const findingOf = (fault: FaultOf<"context-growth">): Answer => ({
  of: "finding",
  causes: [],
  description: fault.description,
  environment: [fault.mendedBy],
});

function work(
  people: People,
  kind: "new-keys" | "raise-quota" | "scale-database",
  subject: readonly string[],
  draws: RandomStream,
  from: InstantMs,
  reply: (answer: Answer, when?: InstantMs) => void,
): void {
  const { world } = people;
  const plan = world.scenario.work;
  switch (kind) {
    case "new-keys": {
      const references = subject.map((provider) => `${provider}=${provider}-key-${draws.between(2, 99)}`);
      return reply({ of: "work-done", references }, plus(from, draw(draws, plan.newKeys)));
    }
    case "raise-quota": {
      const at = plus(from, draw(draws, plan.raiseQuota));
      if (draws.chance(plan.raiseQuotaRefused))
        return reply({ of: "declined", because: "the provider grants no more" }, at);
      world.queue.schedule(at, raiseQuotas, { world, subject });
      return reply({ of: "work-done", references: subject }, at);
    }
    case "scale-database": {
      const at = plus(from, draw(draws, plan.scaleDatabase));
      world.queue.schedule(at, scaleDatabase, world);
      return reply({ of: "work-done", references: ["postgres"] }, at);
    }
    default:
      return unreachable(kind);
  }
}

function raiseQuotas({ world, subject }: { world: World; subject: readonly string[] }): void {
  for (const provider of world.providers) if (subject.includes(provider.name)) provider.limit *= 2;
}

function scaleDatabase(world: World): void {
  world.database.maxConnections *= 2;
}
