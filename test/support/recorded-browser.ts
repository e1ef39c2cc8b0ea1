import { CookieJar } from '../support-http/cookie-jar.js';
import { checkedFetch } from './openapi/checked-fetch.js';

/** An answer, and where parts of it can be read. */
export interface Exchange {
  /** Method and path, ids left out. */
  readonly name: string;
  readonly status: number;
  /** All but `Set-Cookie`. */
  readonly headers: string;
  readonly cookies: readonly string[];
  readonly body: string;
}

export interface BrowserRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** A browser that keeps cookies, follows nothing by itself and remembers every answer. */
export class RecordedBrowser {
  readonly exchanges: Exchange[] = [];
  private readonly jar = new CookieJar();

  async send(url: string, { method = 'GET', headers = {}, body }: BrowserRequest = {}): Promise<Exchange> {
    const target = new URL(url);
    const cookie = this.jar.header(target);
    const answer = await checkedFetch(target, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(cookie === '' ? {} : { Cookie: cookie }) },
      ...(body === undefined ? {} : { body }),
    });
    this.jar.keep(answer);
    const exchange: Exchange = {
      name: `${method} ${lastSegments(target.pathname)}`,
      status: answer.status,
      headers: [...answer.headers]
        .flatMap(([name, value]) => (name === 'set-cookie' ? [] : `${name}: ${value}`))
        .join('\n'),
      cookies: answer.headers.getSetCookie(),
      body: await answer.text(),
    };
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Posts JSON; text is sent as it is. */
  post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Exchange> {
    return this.send(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

/** The members of a JSON answer. */
export function jsonOf({ body }: Exchange): Readonly<Record<string, unknown>> {
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}

function lastSegments(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== 'v1');
  return segments.at(-1) ?? '';
}

/** @throws Error when the answer has another status */
export function expecting(status: number, exchange: Exchange): Exchange {
  if (exchange.status !== status) throw new Error(`${exchange.name}: ${exchange.status} ${exchange.body}`);
  return exchange;
}
