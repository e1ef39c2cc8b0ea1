import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that knows nothing of what it carries: every request goes to the next server. */
export interface RoundRobin {
  readonly url: string;
  /** How many requests each server got, in the order of `ports`. */
  readonly counts: readonly number[];
  /** Names the servers; called once, before the first request. */
  use(ports: readonly number[]): void;
  close(): Promise<void>;
}

export async function startRoundRobin(): Promise<RoundRobin> {
  const counts: number[] = [];
  let ports: readonly number[] = [];
  let turn = 0;
  const proxy = createServer((incoming, outgoing) => {
    const index = turn % ports.length;
    turn += 1;
    counts[index] = (counts[index] ?? 0) + 1;
    const { method, url, headers } = incoming;
    const target = { host: '127.0.0.1', port: ports[index], method, path: url, headers, agent: false as const };
    const forwarded = request(target, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}`,
    counts,
    use: (named) => {
      ports = named;
    },
    close: () => close(proxy),
  };
}

function close(proxy: Server): Promise<void> {
  proxy.closeAllConnections();
  return new Promise((resolve) => void proxy.close(() => resolve()));
}
