import type { Access, Operation, ParameterSpec, Responses, Schema } from '../openapi/operation.js';
import { json, merged, NO_STORE, refusals } from '../openapi/responses.js';
import type { RefusalName } from '../openapi/schemas/refusals.js';
import { COMPONENTS } from '../openapi/schemas/components.js';
import { ref, TEXT } from '../openapi/schemas/shapes.js';

const FORM = 'application/x-www-form-urlencoded';
const ALWAYS: readonly RefusalName[] = ['TenantNotFound', 'ServerMisconfigured', 'Unexpected', 'Unavailable'];
const OF_FORMS: readonly RefusalName[] = [
  'BodyTooLarge',
  'ContentTypeUnsupported',
  'ParameterRefused',
  'MalformedBody',
];
const OF_CLIENTS: readonly RefusalName[] = [
  ...OF_FORMS,
  'ClientAuthenticationFailed',
  'CredentialsMalformed',
  'TooManyRequests',
];

const LOCATION = { Location: { required: true, schema: { type: 'string', format: 'uri' } } };
const REDIRECT: Responses = {
  '302': {
    description: 'To the sign-in page, or to the redirect URI with `code`, or with `error`',
    // A word for people whose browser does not follow.
    content: { 'text/html': TEXT, 'text/plain': TEXT },
    headers: LOCATION,
  },
};
const START_REFUSED: Responses = merged(refusals('ClientOrRedirectUnknown', 'ParameterRefused'), {
  '400': { description: 'The same for a browser', content: { 'text/html': TEXT } },
});

interface Call {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly form?: Schema;
  readonly parameters?: readonly ParameterSpec[];
  readonly responses: Responses;
  readonly refusals?: readonly RefusalName[];
}

function call(method: 'get' | 'post', { form, refusals: further = [], responses, ...more }: Call): Operation {
  return {
    ...more,
    method,
    tag: 'OpenID Connect',
    ...(form ? { requestBody: { required: true, content: { [FORM]: form } } } : {}),
    responses: merged(responses, refusals(...further, ...ALWAYS)),
  };
}

/** The members of a request as parameters of an address. */
function inQuery(name: string): readonly ParameterSpec[] {
  const { properties = {}, required = [] } = (COMPONENTS[name] ?? {}) as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([member, schema]) => ({
    name: member,
    in: 'query',
    description: '',
    required: required.includes(member),
    schema,
  }));
}

const START = { access: 'public', responses: merged(REDIRECT, START_REFUSED) } as const;
const USERINFO = {
  access: 'user',
  responses: { '200': json('The claims that the scopes allow', ref('UserInfo')) },
  refusals: ['TokenInvalid', 'ScopeMissing', 'ParameterRefused', 'CredentialsMalformed'],
} as const;
const LOGOUT = {
  access: 'public',
  responses: merged(
    {
      '200': {
        description: 'A page: signed out, or a question',
        content: { 'text/html': TEXT },
        headers: { 'Cache-Control': NO_STORE },
      },
    },
    { '302': { description: 'To `post_logout_redirect_uri`', headers: LOCATION } },
  ),
  refusals: ['LogoutRefused', 'ParameterRefused'],
} as const;

/** Declares what the protocol layer answers (specification 4.1, 4.2, 4.8 to 4.10). */
export const PROTOCOL_OPERATIONS = {
  start: call('get', {
    ...START,
    operationId: 'startAuthorization',
    summary: 'Start a sign-in',
    parameters: inQuery('AuthorizationRequest'),
  }),
  startByForm: call('post', {
    ...START,
    operationId: 'startAuthorizationByForm',
    summary: 'Start a sign-in by a form',
    form: ref('AuthorizationRequest'),
    refusals: OF_FORMS,
  }),
  token: call('post', {
    operationId: 'issueTokens',
    summary: 'Issue tokens',
    access: 'client',
    form: ref('TokenRequest'),
    responses: { '200': json('Issued', ref('TokenResponse')) },
    refusals: [...OF_CLIENTS, 'GrantInvalid', 'GrantUnsupported', 'ClientUnauthorized', 'ScopeInvalid'],
  }),
  introspection: call('post', {
    operationId: 'introspectToken',
    summary: 'Tell whether a token is alive, and what it stands for',
    access: 'client',
    form: ref('TokenReference'),
    responses: { '200': json('Alive or not', ref('Introspection')) },
    refusals: OF_CLIENTS,
  }),
  revocation: call('post', {
    operationId: 'revokeToken',
    summary: 'Revoke a token',
    description: 'A refresh token takes its family and access tokens with it.',
    access: 'client',
    form: ref('TokenReference'),
    responses: { '200': { description: 'Whatever there was is revoked' } },
    refusals: OF_CLIENTS,
  }),
  userinfo: call('get', { ...USERINFO, operationId: 'getUserInfo', summary: 'Read the claims of the user' }),
  userinfoByForm: call('post', {
    ...USERINFO,
    operationId: 'getUserInfoByForm',
    summary: 'Read the claims of the user, by a form',
    refusals: [...USERINFO.refusals, ...OF_FORMS],
  }),
  jwks: call('get', {
    operationId: 'getKeys',
    summary: 'Read the public keys',
    access: 'public',
    responses: {
      '200': { description: 'A JSON Web Key Set', content: { 'application/jwk-set+json': ref('JsonWebKeySet') } },
    },
  }),
  discovery: call('get', {
    operationId: 'getProviderMetadata',
    summary: 'Discover the endpoints and what they support',
    access: 'public',
    responses: { '200': { description: 'The metadata', content: { 'application/json': ref('ProviderMetadata') } } },
  }),
  logout: call('get', {
    ...LOGOUT,
    operationId: 'logOut',
    summary: 'Sign out',
    parameters: inQuery('LogoutRequest'),
  }),
  logoutByForm: call('post', {
    ...LOGOUT,
    operationId: 'logOutByForm',
    summary: 'Sign out by a form',
    form: ref('LogoutRequest'),
    refusals: [...LOGOUT.refusals, ...OF_FORMS],
  }),
};
