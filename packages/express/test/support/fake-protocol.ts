import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasSecureCookies } from '@tessera/core';
import type { Client, JsonObject, Tessera } from '@tessera/core';
import { setBindingCookies } from '@tessera/express';
import type { BearerToken, ProtocolCall, ProtocolFinish, ProtocolLayer } from '@tessera/express';

/** Stands for OAuth: starts transactions, hands out codes, knows the tokens that a test gives it. */
export class FakeProtocol implements ProtocolLayer {
  readonly tokens = new Map<string, BearerToken>();
  readonly finished: Parameters<ProtocolLayer['finish']>[0][] = [];
  /** What the next call of `finish` does instead of handing out a code. */
  nextFinish: (() => ProtocolFinish) | undefined;
  private readonly tessera: Tessera;
  private readonly publicUrl: string;

  constructor(tessera: Tessera, publicUrl: string) {
    this.tessera = tessera;
    this.publicUrl = publicUrl;
  }

  give(tenantId: string, value: string, token: BearerToken): void {
    this.tokens.set(`${tenantId} ${value}`, token);
  }

  async verifyBearer(tenantId: string, value: string): Promise<BearerToken | undefined> {
    return this.tokens.get(`${tenantId} ${value}`);
  }

  /** Refuses plain http, as the real one does under the production profile. */
  async clientViolation({ redirectUris }: Client): Promise<string | undefined> {
    return redirectUris.some((uri) => uri.startsWith('http:')) ? 'redirect URIs must use https' : undefined;
  }

  /** Refuses a key that says so itself. */
  async signingKeyViolation({ d }: JsonObject): Promise<string | undefined> {
    return d === 'broken' ? 'cannot be used as a private key' : undefined;
  }

  async finish(input: Parameters<ProtocolLayer['finish']>[0]): Promise<ProtocolFinish> {
    this.finished.push(input);
    const { nextFinish } = this;
    this.nextFinish = undefined;
    return nextFinish?.() ?? { kind: 'redirect', redirectUri: 'https://app.example.com/callback?code=abc' };
  }

  async deny(_input: ProtocolCall): Promise<ProtocolFinish> {
    return {
      kind: 'redirect',
      redirectUri: 'https://app.example.com/callback?error=access_denied',
      error: 'access_denied',
    };
  }

  async handle(tenantId: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { originalUrl } = req as { originalUrl?: string };
    if (!originalUrl?.startsWith(`/${tenantId}/v1/authorizations`)) {
      res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ tenantId, originalUrl }));
      return;
    }
    const { tenant, transactionId, bindingSecret } = await this.start(tenantId);
    const secure = hasSecureCookies(tenant.session, this.publicUrl);
    setBindingCookies(req, res, bindingSecret, { tenant, transactionId, secure });
    res.writeHead(302, { Location: `${this.publicUrl}/authorize?id=${transactionId}` }).end();
  }

  /** @param session its factors are carried over, which makes the binding cookie mandatory */
  start(tenantId: string, session?: { readonly sub: string }): ReturnType<Tessera['startAuthentication']['execute']> {
    const { startAuthentication, dependencies } = this.tessera;
    const factors = [{ method: 'password' as const, at: dependencies.clock.now() }];
    return startAuthentication.execute({
      tenantId,
      clientId: 'web-app',
      transactionId: dependencies.randomness.token(32),
      request: {
        scopes: ['openid', 'profile'],
        acrValues: [],
        prompt: [],
        uiLocales: [],
        redirectUri: 'https://app.example.com/callback',
      },
      caller: {},
      ...(session ? { session: { sessionId: 's1', sub: session.sub, factors } } : {}),
    });
  }
}
