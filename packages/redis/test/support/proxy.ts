import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a port of this machine that can be lost. */
export interface Proxy {
  readonly url: string;
  /** From now on nothing passes over the connections that exist, and neither side is told; new ones work. */
  readonly swallow: () => void;
  readonly stop: () => Promise<void>;
}

export async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        sockets.delete(from);
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    swallow: () => {
      for (const socket of sockets) {
        socket.unpipe();
        // Read and thrown away, so that nobody notices.
        socket.resume();
      }
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
