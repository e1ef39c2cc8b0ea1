import { query } from '../openapi/management-operation.js';
import type { Operation, Responses, Schema } from '../openapi/operation.js';
import { json, merged, refusals } from '../openapi/responses.js';
import type { RefusalName } from '../openapi/schemas/refusals.js';
import { FLAG, ref } from '../openapi/schemas/shapes.js';

/** Of specification 2.1, numbers 1 to 4, and of every server. */
const ALWAYS: readonly RefusalName[] = [
  'TenantNotFound',
  'TransactionNotFound',
  'BindingMismatch',
  'OriginRefused',
  'NotAcceptable',
  'ServerMisconfigured',
  'Unexpected',
  'Unavailable',
];
const WITH_BODY: readonly RefusalName[] = [
  'MalformedBody',
  'RequestValidationFailed',
  'BodyTooLarge',
  'ContentTypeUnsupported',
  'TransactionEnded',
];
const OF_INTERACTIONS: readonly RefusalName[] = [
  ...WITH_BODY,
  'MethodNotAvailable',
  'UserRequiredByMethod',
  'ConfigurationNotFound',
  'InteractionUnknown',
  'InvalidParameterValue',
  'OtherUser',
  'UserInactive',
];
const OF_FINISH: readonly RefusalName[] = [
  ...WITH_BODY,
  'NotFinished',
  'OpenidDenied',
  'RequirementsUnmet',
  'UserInactive',
  'UserTaken',
  'ClientOrRedirectUnknown',
];

interface Call {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: Schema;
  readonly answer: Schema;
  readonly refusals?: readonly RefusalName[];
  /** Answers of an external service, as the rules of the configuration map them. */
  readonly mapped?: boolean;
}

const MAPPED = json('What an external service refused', ref('MappedRefusal'));
const MAPPED_STATUSES = ['400', '401', '403', '404', '408', '409', '429', '500', '502', '503', '504'];
const MAPPED_ANSWERS: Responses = Object.fromEntries(MAPPED_STATUSES.map((status) => [status, MAPPED]));

function read({ operationId, summary, description, answer }: Call): Operation {
  return {
    operationId,
    method: 'get',
    summary,
    ...(description === undefined ? {} : { description }),
    tag: 'Sign-in',
    access: 'transaction',
    responses: merged({ '200': json('Found', answer) }, refusals(...ALWAYS)),
  };
}

function post({ operationId, summary, description, body, answer, refusals: further = [], mapped }: Call): Operation {
  return {
    operationId,
    method: 'post',
    summary,
    ...(description === undefined ? {} : { description }),
    tag: 'Sign-in',
    access: 'transaction',
    // An absent body counts as {} (specification 2).
    ...(body ? { requestBody: { required: false, content: { 'application/json': body } } } : {}),
    responses: merged(
      { '200': json('Done', answer) },
      refusals(...further, ...ALWAYS),
      mapped === true ? MAPPED_ANSWERS : {},
    ),
  };
}

/** Declares the calls below `/v1/authorizations/{id}` (specification 4.1). */
export const TRANSACTION_OPERATIONS = {
  viewData: read({
    operationId: 'getViewData',
    summary: 'Read what a sign-in page shows',
    answer: ref('ViewData'),
  }),
  status: {
    ...read({
      operationId: 'getAuthenticationStatus',
      summary: 'Read the state of a sign-in',
      answer: ref('AuthenticationStatus'),
    }),
    parameters: [query('explain', '`true` adds the reasons.', FLAG)],
  },
  authorize: post({
    operationId: 'authorize',
    summary: 'Finish a sign-in',
    description: 'Stores the user, writes the session and issues the code. Of two parallel calls one gets the code.',
    body: ref('AuthorizeRequest'),
    answer: ref('Redirect'),
    refusals: OF_FINISH,
  }),
  authorizeWithSession: post({
    operationId: 'authorizeWithSession',
    summary: 'Finish a sign-in with the SSO session alone',
    body: ref('AuthorizeRequest'),
    answer: ref('Redirect'),
    refusals: [...OF_FINISH, 'LoginRequired'],
  }),
  deny: post({
    operationId: 'deny',
    summary: 'End a sign-in with `access_denied`',
    body: ref('InteractionRequest'),
    answer: ref('Redirect'),
    refusals: [...WITH_BODY, 'ClientOrRedirectUnknown'],
  }),
  interaction: post({
    operationId: 'performInteraction',
    summary: 'Perform an interaction of a plug-in',
    body: ref('InteractionRequest'),
    answer: ref('InteractionAnswer'),
    refusals: OF_INTERACTIONS,
    mapped: true,
  }),
} satisfies Readonly<Record<string, Operation>>;

const challenge = (channel: 'Sms' | 'Email', what: string): Operation =>
  post({
    operationId: `challenge${channel}`,
    summary: `Send a code by ${what}`,
    body: ref(`${channel}ChallengeRequest`),
    answer: ref('ChallengeSent'),
    refusals: [...OF_INTERACTIONS, 'DestinationRefused', 'TemplateUnknown', 'TooManyCodes', 'SendFailed'],
    mapped: true,
  });
const verification = (channel: 'Sms' | 'Email', what: string): Operation =>
  post({
    operationId: `verify${channel}`,
    summary: `Show the code that came by ${what}`,
    body: ref('VerificationRequest'),
    answer: ref('Verified'),
    refusals: [...OF_INTERACTIONS, 'NoPendingCode', 'CodeInvalid', 'DestinationAmbiguous'],
    mapped: true,
  });

/** Declares the interactions that are built in (specification 2), by name. */
export const INTERACTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  'initial-registration': post({
    operationId: 'register',
    summary: 'Register a user',
    body: ref('RegistrationRequest'),
    answer: ref('Registered'),
    refusals: [
      ...OF_INTERACTIONS,
      'DestinationRefused',
      'PasswordPolicy',
      'UserExists',
      'RegistrationClosed',
      'TooManyRequests',
    ],
  }),
  'password-authentication': post({
    operationId: 'checkPassword',
    summary: 'Show a password',
    body: ref('PasswordRequest'),
    answer: ref('PasswordAccepted'),
    refusals: [...OF_INTERACTIONS, 'CredentialsInvalid', 'UserNotFound', 'TooManyAttempts'],
    mapped: true,
  }),
  'sms-authentication-challenge': challenge('Sms', 'SMS'),
  'sms-authentication': verification('Sms', 'SMS'),
  'email-authentication-challenge': challenge('Email', 'e-mail'),
  'email-authentication': verification('Email', 'e-mail'),
  'authentication-cancel': post({
    operationId: 'cancelAuthentication',
    summary: 'Give up a sign-in',
    body: ref('InteractionRequest'),
    answer: ref('Succeeded'),
    refusals: WITH_BODY,
  }),
};
