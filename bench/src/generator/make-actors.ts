import type { Actor } from './actor.js';
import type { SessionPlan } from './jobs.js';
import type { Outbox } from './outbox.js';
import { betterAuthActor } from './scripts/better-auth.js';
import { echoActor } from './scripts/echo.js';
import { FaultyActor } from './scripts/faulty-actor.js';
import { LoginActor } from './scripts/login-actor.js';
import { ChallengeActor, PairActor } from './scripts/pair-actor.js';
import { personOf } from './scripts/population.js';

/** The actors of a session. */
export function makeActors(plan: SessionPlan, outbox: Outbox): readonly Actor[] {
  return Array.from({ length: plan.actors }, (_, index) => makeActor(plan, index, outbox));
}

function makeActor({ script, actors, population, loginsEach = 4 }: SessionPlan, index: number, outbox: Outbox): Actor {
  if (script === 'echo') return echoActor(index);
  if (script === 'better-auth') return betterAuthActor(index, outbox);
  if (!population) throw new Error(`${script} needs a population`);
  switch (script) {
    case 'pair':
      return new PairActor(
        population,
        Array.from({ length: loginsEach }, (_, count) => count * actors + index),
        outbox,
      );
    case 'challenge':
      return new ChallengeActor(population, index);
    case 'login':
      return new LoginActor(personOf(population, index), outbox);
    case 'faulty':
      return new FaultyActor(personOf(population, index), outbox);
  }
}
