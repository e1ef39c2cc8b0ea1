import { CookieJar } from './cookie-jar.js';
import type { OpenServer } from './open-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** A JSON answer. */
export interface FlowAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A browser that goes to the address a client gives it and drives the sign-in page's calls. */
export class UserAgent {
  readonly jar: CookieJar;
  private readonly server: Pick<OpenServer, 'issuer' | 'url'>;
  private base = '';

  /** @param jar that of another tab of the same browser */
  constructor(server: Pick<OpenServer, 'issuer' | 'url'>, jar: CookieJar = new CookieJar()) {
    this.server = server;
    this.jar = jar;
  }

  /** Another tab of this browser. */
  tab(): UserAgent {
    return new UserAgent(this.server, this.jar);
  }

  /** Turns to an authorization by its id, as somebody does who follows a link to the sign-in page. */
  follow(id: string): this {
    this.base = `${this.server.issuer}/v1/authorizations/${id}`;
    return this;
  }

  /** Follows a link; answers where it is sent. */
  async go(url: URL): Promise<URL> {
    const answer = await this.fetch(url, { redirect: 'manual' });
    const location = answer.headers.get('location');
    if (answer.status !== 302 || location === null) throw new Error(`${answer.status}: ${await answer.text()}`);
    return new URL(location);
  }

  /** Goes to the sign-in page of an authorization. @throws Error when it is sent elsewhere */
  async open(url: URL): Promise<string> {
    const page = await this.go(url);
    const id = page.searchParams.get('id');
    if (page.pathname !== '/authorize' || id === null) throw new Error(`no sign-in page: ${page.href}`);
    this.follow(id);
    return id;
  }

  async call(action: string, body: unknown = {}): Promise<FlowAnswer> {
    const answer = await this.fetch(new URL(`${this.base}/${action}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.server.url },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as FlowAnswer['body'] };
  }

  async read(resource: 'view-data' | 'authentication-status'): Promise<FlowAnswer> {
    const answer = await this.fetch(new URL(`${this.base}/${resource}`), {
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    return { status: answer.status, body: (await answer.json()) as FlowAnswer['body'] };
  }

  /** Calls and demands success. */
  async must(action: string, body: unknown = {}): Promise<FlowAnswer['body']> {
    const answer = await this.call(action, body);
    if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The second factor of the user who is bound. */
  async sms(): Promise<void> {
    const { verification_code } = await this.must('sms-authentication-challenge');
    await this.must('sms-authentication', { verification_code });
  }

  /** Finishes; answers where the browser is sent. */
  async finish(body: unknown = {}): Promise<URL> {
    return new URL((await this.must('authorize', body))['redirect_uri'] as string);
  }

  private async fetch(url: URL, init: RequestInit): Promise<Response> {
    const cookie = this.jar.header(url);
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) };
    const answer = await checkedFetch(url, { ...init, headers });
    this.jar.keep(answer);
    return answer;
  }
}

/** Somebody to sign in. */
export const PERSON = {
  email: 'user@example.com',
  password: 'Test1234!',
  name: 'Example User',
  phone_number: '+81-90-1234-5678',
} as const;

export const CREDENTIALS = { username: PERSON.email, password: PERSON.password } as const;
