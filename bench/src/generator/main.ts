import type { Actor } from './actor.js';
import type { Job, JobAnswer, JobMessage, SessionPlan } from './jobs.js';
import { Load, prepareActors } from './load.js';
import type { LoadResult } from './load.js';
import { Outbox } from './outbox.js';
import { betterAuthActor } from './scripts/better-auth.js';
import { echoActor } from './scripts/echo.js';
import { ChallengeActor, PairActor } from './scripts/tessera.js';

/** The load generator: a process of its own that does what its parent tells it. */
const outbox = await Outbox.open(process.env['BENCH_OUTBOX'] ?? '');
const sessions = new Map<string, { readonly plan: SessionPlan; readonly actors: readonly Actor[] }>();

process.on('message', ({ id, job }: JobMessage) => {
  perform(job).then(
    (result) => answer({ id, ...(result ? { result } : {}) }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

function answer(message: JobAnswer): void {
  process.send?.(message);
}

async function perform(job: Job): Promise<LoadResult | undefined> {
  if (job.do === 'prepare') {
    const { plan } = job;
    const actors = Array.from({ length: plan.actors }, (_, index) => makeActor(plan, (plan.firstActor ?? 0) + index));
    await prepareActors(actors, plan.port);
    sessions.set(job.session, { plan, actors });
    return undefined;
  }
  const session = sessions.get(job.session);
  if (!session) throw new Error(`session ${job.session} is not prepared`);
  const { milliseconds, rate } = job;
  const options = { port: session.plan.port, milliseconds, ...(rate === undefined ? {} : { rate }) };
  return new Load(session.actors, options).run();
}

function makeActor({ script, place }: SessionPlan, index: number): Actor {
  if (script === 'echo') return echoActor(index);
  if (script === 'better-auth') return betterAuthActor(index, outbox);
  if (!place) throw new Error(`${script} needs a place`);
  return script === 'pair' ? new PairActor(index, place, outbox) : new ChallengeActor(index, place);
}
