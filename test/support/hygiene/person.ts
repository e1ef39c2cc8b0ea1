import { EXAMPLE } from '../production-server.js';
import type { ProductionServer } from '../production-server.js';
import { expecting, jsonOf, RecordedBrowser } from '../recorded-browser.js';
import type { Exchange } from '../recorded-browser.js';
import type { SecretScan } from '../secret-scan.js';
import type { WatchedProvider } from '../watched-provider.js';

type Channel = 'sms' | 'email';

/** Whoever signs in, with a browser and an application; every secret that turns up is noted. */
export class Person {
  readonly browser = new RecordedBrowser();
  /** Of all logins. */
  readonly transactionIds: string[] = [];
  private readonly server: ProductionServer;
  private readonly provider: WatchedProvider;
  private readonly scan: SecretScan;
  private tokens: Readonly<Record<string, string>> = {};
  private base = '';

  constructor(server: ProductionServer, provider: WatchedProvider, scan: SecretScan) {
    this.server = server;
    this.provider = provider;
    this.scan = scan;
    this.scan.add('client secret', EXAMPLE.clientSecret);
  }

  async begin(parameters: Readonly<Record<string, string>> = {}): Promise<void> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: EXAMPLE.clientId,
      redirect_uri: EXAMPLE.redirectUri,
      scope: 'openid profile email phone',
      ...parameters,
    });
    const { headers } = await this.browser.send(`${this.issuer}/v1/authorizations?${query.toString()}`);
    const id = /location: .*[?&]id=([\w-]+)/.exec(headers)?.[1];
    if (id === undefined) throw new Error('the login did not start');
    this.transactionIds.push(id);
    this.base = `${this.issuer}/v1/authorizations/${id}`;
    await this.look('view-data');
  }

  /** @throws Error when the answer has another status */
  async call(interaction: string, body: unknown, status: number): Promise<Exchange> {
    return expecting(status, await this.browser.post(`${this.base}/${interaction}`, body, { Origin: this.server.url }));
  }

  async challenge(channel: Channel, body: object, status: number): Promise<void> {
    const { code } = this.provider;
    await this.call(`${channel}-authentication-challenge`, body, status);
    if (this.provider.code !== code) this.scan.addGuessable('code', this.provider.code);
  }

  async verify(channel: Channel): Promise<void> {
    await this.call(`${channel}-authentication`, { verification_code: this.provider.code }, 200);
    await this.look('authentication-status?explain=true');
  }

  /** Ends the login and fetches the tokens. */
  async finish(): Promise<void> {
    const answer = await this.call('authorize', {}, 200);
    const code = new URL(String(jsonOf(answer)['redirect_uri'])).searchParams.get('code') ?? '';
    this.scan.add('authorization code', code);
    for (const { cookies } of this.browser.exchanges) for (const line of cookies) this.noteCookie(line);
    await this.redeem({ grant_type: 'authorization_code', code, redirect_uri: EXAMPLE.redirectUri }, 200);
  }

  /** What an application does with tokens, presenting a used refresh token included. */
  async useTokens(): Promise<void> {
    const { access_token: access = '', refresh_token: used = '' } = this.tokens;
    await this.browser.send(`${this.issuer}/v1/userinfo`, { headers: { Authorization: `Bearer ${access}` } });
    await this.redeem({ grant_type: 'refresh_token', refresh_token: used }, 200);
    await this.atClient('tokens/introspection', { token: access });
    await this.redeem({ grant_type: 'refresh_token', refresh_token: used }, 400);
    await this.atClient('tokens/revocation', { token: this.tokens['refresh_token'] ?? '' });
  }

  /** Puts secrets where they do not belong: into the query of a URL. */
  async spill(query: Readonly<Record<string, string>>): Promise<void> {
    const { access_token = '', id_token = '' } = this.tokens;
    await this.get('userinfo', { access_token });
    await this.get('nowhere', query);
    await this.get('logout', { id_token_hint: id_token });
  }

  private get issuer(): string {
    return `${this.server.url}/${EXAMPLE.tenantId}`;
  }

  private async look(path: string): Promise<void> {
    await this.browser.send(`${this.base}/${path}`, { headers: { 'Sec-Fetch-Site': 'same-origin' } });
  }

  private async get(path: string, query: Readonly<Record<string, string>>): Promise<void> {
    await this.browser.send(`${this.issuer}/v1/${path}?${new URLSearchParams(query).toString()}`);
  }

  private noteCookie(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const kind = name.startsWith('IDP_AUTH_SESSION') ? 'binding cookie' : 'session cookie';
    if (value !== '') this.scan.add(kind, value);
  }

  private async redeem(form: Readonly<Record<string, string>>, status: number): Promise<void> {
    const answer = expecting(status, await this.atClient('tokens', form));
    if (status !== 200) return;
    this.tokens = jsonOf(answer) as Readonly<Record<string, string>>;
    for (const kind of ['access', 'refresh', 'id']) this.scan.add(`${kind} token`, this.tokens[`${kind}_token`] ?? '');
  }

  private atClient(path: string, form: Readonly<Record<string, string>>): Promise<Exchange> {
    const credentials = Buffer.from(`${EXAMPLE.clientId}:${EXAMPLE.clientSecret}`).toString('base64');
    return this.browser.send(`${this.issuer}/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
    });
  }
}
