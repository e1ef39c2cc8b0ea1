import type { Duplex } from 'node:stream';
import type { Cluster, Redis } from 'ioredis';

/**
 * Lets the commands of one turn of the event loop leave together: a write to a socket costs as much as all else that the client does for a
 * command, and Redis reads what came together at once. A command waits for those that are being handled beside it, and for no timer.
 */
export class GatheredWrites {
  private readonly client: Redis | Cluster;
  private isGathering = false;

  constructor(client: Redis | Cluster) {
    this.client = client;
  }

  /** Call it before a command is sent. */
  gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    const streams = streamsOf(this.client);
    for (const stream of streams) stream.cork();
    setImmediate(() => {
      this.isGathering = false;
      for (const stream of streams) stream.uncork();
    });
  }
}

/** The sockets that there are now; one that is opened meanwhile writes at once. */
function streamsOf(client: Redis | Cluster): readonly Duplex[] {
  const nodes = 'nodes' in client ? client.nodes() : [client];
  // The client says that there always is one; before the first connection there is none.
  return nodes.flatMap(({ stream }: { readonly stream?: Duplex }) => stream ?? []);
}
