import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy under whose address a tenant is known. */
export interface PathProxy {
  /** Stands for `target`; no slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves what is below `target` below a path of its own, Host header and all, as proxies do. */
export async function openPathProxy(path: string, target: () => string): Promise<PathProxy> {
  const server = createServer((req, res) => {
    const { pathname, port, hostname } = new URL(target());
    const rest = (req.url ?? '').slice(path.length);
    const options = { hostname, port, path: pathname + rest, method: req.method, headers: req.headers };
    const outbound = request(options, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    outbound.on('error', () => res.writeHead(502).end());
    req.pipe(outbound);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
