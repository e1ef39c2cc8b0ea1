import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Starts a CPU profile, or ends it and writes it to a file, as `node --cpu-prof` would. */
export interface ProfileOrder {
  readonly profile: 'start' | 'stop';
  readonly file: string;
}

const MICROSECONDS_BETWEEN_SAMPLES = 500;

/** Follows orders of the process that started this one: a profile of the load alone, without the start of the server. */
export function profileOnDemand(): void {
  const session = new Session();
  process.on('message', (message: Partial<ProfileOrder>) => {
    if (message.profile !== undefined) void follow(session, message as ProfileOrder);
  });
}

async function follow(session: Session, { profile, file }: ProfileOrder): Promise<void> {
  if (profile === 'start') {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS_BETWEEN_SAMPLES });
    await session.post('Profiler.start');
  } else {
    const { profile: found } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(found));
    session.disconnect();
  }
  process.send?.({ profiled: profile });
}
