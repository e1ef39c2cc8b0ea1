import type { Actor } from './actor.js';
import type { Job, JobAnswer, JobMessage, SessionPlan } from './jobs.js';
import { Load, prepareActors } from './load.js';
import type { LoadResult } from './load.js';
import { makeActors } from './make-actors.js';
import { Outbox } from './outbox.js';
import { takeStep } from './take-step.js';

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
    const actors = makeActors(job.plan, outbox);
    await prepareActors(actors, job.plan.port);
    sessions.set(job.session, { plan: job.plan, actors });
    return undefined;
  }
  const session = sessions.get(job.session);
  if (!session) throw new Error(`session ${job.session} is not prepared`);
  const { port } = session.plan;
  if (job.do === 'step') return takeStep(session.actors, port, job);
  const { milliseconds, rate } = job;
  return new Load(session.actors, { port, milliseconds, ...(rate === undefined ? {} : { rate }) }).run();
}
