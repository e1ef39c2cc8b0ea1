import type { Server, ServerResponse } from 'node:http';

/** Lets requests under way finish, then ends. */
export interface GracefulServer {
  /** @param limitSeconds after which connections are cut; a client that keeps its request open must not keep the process */
  close(limitSeconds: number): Promise<void>;
}

/** Call it before the server listens. */
export function closeGracefully(http: Server): GracefulServer {
  const underWay = new Set<ServerResponse>();
  let isClosing = false;
  http.prependListener('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (isClosing) endConnectionAfter(response);
  });
  return {
    close: async (limitSeconds) => {
      isClosing = true;
      underWay.forEach(endConnectionAfter);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      const limit = setTimeout(() => http.closeAllConnections(), limitSeconds * 1000);
      await closed;
      clearTimeout(limit);
    },
  };
}

// Kept alive, it would hold up the end for seconds, and a busy client would send its next request on it.
function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
