import { findWeak } from './endurance.js';
import { gainAccess, plainCall, withHostileAddresses, withHostileBodies } from './hostile-calls.js';
import type { Access } from './hostile-calls.js';
import { openServer } from './open-server.js';
import type { OpenServer } from './open-server.js';
import { readOperations } from './operations.js';
import type { DeclaredOperation } from './operations.js';
import { sendRaw } from './raw-call.js';

const TIMEOUT = 120_000;
const ANSWER_MILLISECONDS = 5000;
const JSON_TYPE = 'application/json';

interface Target {
  readonly server: OpenServer;
  readonly access: Access;
  readonly operations: readonly DeclaredOperation[];
}

/** A server, with access to it, and those of its operations whose path is in the part. */
function withTarget(isPart: (path: string) => boolean): () => Target {
  let target: Target;
  beforeAll(async () => {
    const server = await openServer();
    const access = await gainAccess(server);
    const operations = (await readOperations(server)).filter(({ path }) => isPart(path));
    target = { server, access, operations };
  }, TIMEOUT);
  afterAll(() => target.server.close(), TIMEOUT);
  return () => target;
}

/** Bodies that no route expects, at each declared one of a part of the server. */
export function describeHostileBodies(part: string, isPart: (path: string) => boolean): void {
  describe(`hostile bodies at every route: ${part}`, () => {
    const target = withTarget(isPart);

    it(
      'get past all checks that come before the body',
      async () => {
        const { server, access, operations } = target();
        const takers = operations.filter(({ mediaType }) => mediaType === JSON_TYPE);
        expect(takers.length).toBeGreaterThan(10);
        for (const operation of takers) {
          const call = plainCall(operation, access);
          const headers = { ...call.headers, 'content-type': JSON_TYPE };
          const { status, text } = await sendRaw(server.url, { ...call, headers, body: '{' }, ANSWER_MILLISECONDS);
          const { method, path } = operation;
          const description = expect.stringContaining('The request body is malformed') as unknown;
          expect({ method, path, status, text }).toEqual({ method, path, status: 400, text: description });
        }
      },
      TIMEOUT,
    );

    it(
      'are refused, not a fault',
      async () => {
        const { server, access, operations } = target();
        const calls = operations
          .filter(({ method }) => method !== 'GET')
          .flatMap((operation) => withHostileBodies(operation, access));
        expect(calls.length).toBeGreaterThan(500);
        expect(await findWeak(server, calls)).toEqual([]);
      },
      TIMEOUT,
    );
  });
}

/** Parts of paths and queries that no route expects, at each declared one of a part of the server. */
export function describeHostileAddresses(part: string, isPart: (path: string) => boolean): void {
  describe(`hostile paths and queries at every route: ${part}`, () => {
    const target = withTarget(isPart);

    it(
      'are refused or find nothing, but are no fault',
      async () => {
        const { server, access, operations } = target();
        const calls = operations.flatMap((operation) => withHostileAddresses(operation, access));
        expect(calls.length).toBeGreaterThan(500);
        expect(await findWeak(server, calls)).toEqual([]);
      },
      TIMEOUT,
    );
  });
}
