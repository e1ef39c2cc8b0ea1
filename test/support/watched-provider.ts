import type { JsonDocument } from './printed-documents.js';
import { startStandInProvider } from './stand-in-provider.js';
import type { ReceivedRequest, StandInProvider } from './stand-in-provider.js';

/** What the server shows to the provider, and is shown by it. */
export const CREDENTIALS = {
  clientSecret: 'provider-client-secret-2b7e',
  password: 'provider-password-9a41c3',
  accessToken: 'provider-access-token-77e0d1c2',
} as const;

const AUTHORIZATION = {
  type: 'password',
  client_id: 'tessera',
  client_secret: CREDENTIALS.clientSecret,
  username: 'sender',
  password: CREDENTIALS.password,
  cache_enabled: true,
} as const;

/** A messaging service that wants an OAuth token; the codes it knows can be read here. */
export interface WatchedProvider extends StandInProvider {
  /** The code of the latest message. */
  readonly code: string;
  /** While set, messages are refused, with all they contain repeated. */
  isEchoingFault: boolean;
  /** How the server answers then. */
  readonly faultStatus: number;
}

/** @param generates makes the codes itself, and shows them in its answers */
export async function startWatchedProvider({ generates }: { readonly generates: boolean }): Promise<WatchedProvider> {
  const provider = await startStandInProvider();
  let [code, count] = ['', 0];
  const send = ({ body }: ReceivedRequest) => {
    count += 1;
    code = generates ? `${7_306_482_915 + count}` : (/\d{10}/.exec(textOf(body))?.[0] ?? '');
    if (watched.isEchoingFault)
      return { status: 422, body: { error: 'refused', verification_code: code, request: body } };
    const shown = { verification_code: code, debug: [{ verification_code: code }] };
    return { status: 200, body: { transaction_id: `t-${count}`, ...(generates ? shown : {}) } };
  };
  const watched: WatchedProvider = Object.defineProperty(
    { ...provider, isEchoingFault: false, faultStatus: generates ? 400 : 502 },
    'code',
    {
      get: () => code,
    },
  ) as WatchedProvider;
  provider.respond = (request) => {
    if (request.path === '/token')
      return { status: 200, body: { access_token: CREDENTIALS.accessToken, token_type: 'Bearer', expires_in: 3600 } };
    if (request.headers.authorization !== `Bearer ${CREDENTIALS.accessToken}`) return { status: 401, body: {} };
    if (request.path !== '/verify') return send(request);
    const isRight = request.body.includes(code);
    return isRight
      ? { status: 200, body: { status: 'success' } }
      : {
          status: 400,
          body: { error: 'invalid_grant', error_description: 'wrong', received: JSON.parse(request.body) },
        };
  };
  return watched;
}

/** Texts with codes of ten digits, which no other number is by chance. */
export function internalConfiguration(type: 'sms' | 'email', { url }: StandInProvider): JsonDocument {
  const http_request = {
    url: `${url}/messages`,
    oauth_authorization: { ...AUTHORIZATION, token_endpoint: `${url}/token` },
    body_mapping_rules: [{ from: '$.request_body', to: '*' }],
  };
  const details = {
    sender_type: 'http_request',
    settings: { http_request },
    code_length: 10,
    ...(type === 'email' ? { sender: 'no-reply@example.com' } : {}),
  };
  return {
    type,
    interactions: {
      [`${type}-authentication-challenge`]: {
        execution: { function: `${type}_authentication_challenge`, details },
        response: { body_mapping_rules: [{ from: '$.response_body', to: '*' }] },
      },
      [`${type}-authentication`]: { execution: { function: `${type}_authentication` } },
    },
  };
}

/** Everything the provider says is stored and forwarded: what must not come out is left to the server. */
export function externalConfiguration(type: 'sms' | 'email', { url }: StandInProvider): JsonDocument {
  const request = (path: string, rules: readonly object[]): object => ({
    url: `${url}${path}`,
    oauth_authorization: { ...AUTHORIZATION, token_endpoint: `${url}/token` },
    body_mapping_rules: rules,
  });
  const response = { body_mapping_rules: [{ from: '$.execution_http_request.response_body', to: '*' }] };
  return {
    type,
    metadata: { type: 'external' },
    interactions: {
      [`${type}-authentication-challenge`]: {
        execution: {
          function: 'http_request',
          http_request: request('/challenge', [{ from: '$.request_body', to: '*' }]),
          http_request_store: { key: 'sent', interaction_mapping_rules: [{ from: '$.response_body', to: '*' }] },
        },
        response,
      },
      [`${type}-authentication`]: {
        execution: {
          function: 'http_request',
          previous_interaction: { key: 'sent' },
          http_request: request('/verify', [
            { from: '$.request_body.verification_code', to: 'verification_code' },
            { from: '$.interaction.transaction_id', to: 'transaction_id' },
          ]),
        },
        response,
      },
    },
  };
}

/** The text of a message of internal mode. */
function textOf(body: string): string {
  const { body: text } = JSON.parse(body) as { readonly body?: string };
  return text ?? '';
}
