import type { Actor, Send } from './actor.js';
import { HttpConnection } from './http-connection.js';
import type { LoadResult } from './load.js';
import { Samples } from './samples.js';
import { LoginActor } from './scripts/login-actor.js';
import type { LoginStep } from './scripts/login-actor.js';

/** Lets every actor take one step of its login, so that the cost of that step alone can be told. @throws Error on a wrong answer */
export async function takeStep(
  actors: readonly Actor[],
  port: number,
  { step, connections }: { readonly step: LoginStep; readonly connections: number },
): Promise<LoadResult> {
  const samples = new Samples();
  const left = actors.filter((actor) => actor instanceof LoginActor);
  const count = left.length;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const one = async (): Promise<void> => {
    const connection = await HttpConnection.open(port);
    const send: Send = async (_step, request) => {
      const sentAt = performance.now();
      const answer = await connection.send(request);
      samples.add(performance.now() - sentAt);
      return answer;
    };
    try {
      for (let actor = left.pop(); actor; actor = left.pop()) await actor.step(step, send);
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, count) }, one));
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    requests: count,
    answers: count,
    turns: count,
    wrong: 0,
    examples: [],
    steps: { [step]: samples.figures() },
    generatorCpuMicroseconds: user + system,
  };
}
