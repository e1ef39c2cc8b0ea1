import { checkedFetch } from './openapi/checked-fetch.js';

/** The answer to a JSON call. An answer without a body has `{}`. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface JsonRequest {
  readonly method?: string;
  /** Text is sent as it is. */
  readonly body?: unknown;
  readonly token?: string;
}

/** Calls a JSON route. */
export async function requestJson(url: string, { method = 'GET', body, token }: JsonRequest = {}): Promise<Answer> {
  const response = await checkedFetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Answer['body']) : {},
  };
}
