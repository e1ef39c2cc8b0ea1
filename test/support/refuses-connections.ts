import { connect } from 'node:net';

const ATTEMPTS = 2000;

/** Waits until nothing accepts connections on a port of this machine any more. */
export async function refusesConnections(port: number): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!(await accepts(port))) return;
  }
  throw new Error(`port ${port} still accepts connections`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
