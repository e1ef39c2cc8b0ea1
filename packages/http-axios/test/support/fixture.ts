import { createHash } from 'node:crypto';
import type { Instant, OAuthAuthorization, OutboundRequest, OutboundResult } from '@tessera/core';
import { AxiosHttpClient, type AxiosHttpClientOptions } from '@tessera/http-axios';
import { SimpleTokenCache } from '@tessera/testkit';
import { LocalServer } from './local-server.js';

/** 2025-01-19T10:00:00Z, the instant of the signature's test vector. */
export const START: Instant = 1_737_280_800_000;

/** A clock that stands still until it is moved. */
export class StandingClock {
  private time: Instant = START;

  now(): Instant {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** A client that may reach this machine, its clock and its token cache. */
export class Fixture {
  readonly clock = new StandingClock();
  readonly tokenCache = new SimpleTokenCache(this.clock);
  readonly client: AxiosHttpClient;

  constructor(options: Partial<Omit<AxiosHttpClientOptions, 'clock' | 'tokenCache'>> = {}) {
    this.client = new AxiosHttpClient({
      clock: this.clock,
      tokenCache: this.tokenCache,
      digests: { sha256Hex: (text) => createHash('sha256').update(text).digest('hex') },
      ...options,
      guard: { allowLoopback: true, ...options.guard },
    });
  }

  send(request: Partial<OutboundRequest> & { readonly url: string }): Promise<OutboundResult> {
    return this.client.send({
      tenantId: 'tenant-1',
      method: 'POST',
      headers: {},
      authentication: { type: 'none' },
      timeoutSeconds: 30,
      deadline: this.clock.now() + 60_000,
      ...request,
    });
  }
}

/** Makes a first call: it reads and compiles the parser of HTTP, which under Jest may take longer than the short limits of tests. */
export async function loadParser(): Promise<void> {
  const server = await LocalServer.start((_request, response) => response.end());
  const fixture = new Fixture();
  await fixture.send({ url: server.url('/') });
  fixture.client.close();
  await server.stop();
}

/** The block of specification 1.8 with its defaults. */
export function anOAuth(
  overrides: Partial<OAuthAuthorization> & { readonly tokenEndpoint: string },
): OAuthAuthorization {
  return {
    type: 'password',
    clientId: 'your-client-id',
    clientAuthenticationType: 'none',
    username: 'username',
    password: 'p&ss wörd',
    cacheEnabled: false,
    cacheTtlSeconds: 3600,
    cacheBufferSeconds: 60,
    ...overrides,
  };
}

/** The answer, or a failed test. */
export function answered(result: OutboundResult): Extract<OutboundResult, { kind: 'response' }> {
  if (result.kind !== 'response') throw new Error(`expected an answer, got ${result.fault}: ${result.cause}`);
  return result;
}

/** The fault, or a failed test. */
export function faulted(result: OutboundResult): Extract<OutboundResult, { kind: 'fault' }> {
  if (result.kind !== 'fault') throw new Error(`expected a fault, got ${result.status}`);
  return result;
}
