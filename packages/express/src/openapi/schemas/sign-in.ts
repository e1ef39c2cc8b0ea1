import { USER_STATUSES } from '@tessera/core';
import type { Schema } from '../operation.js';
import {
  ADDRESS,
  ANY,
  closed,
  COUNT,
  FLAG,
  INSTANT,
  listOf,
  oneOf,
  open,
  orNull,
  ref,
  TEXT,
  writeOnly,
} from './shapes.js';

const SUCCESS = { const: 'success' };
const USER = closed({ sub: TEXT, status: oneOf(...USER_STATUSES) });
const MASKED: Schema = { type: 'string', description: 'Masked.' };

const NAME: Schema = { type: 'string', maxLength: 255 };

/** The calls of a sign-in page (specification 2 and 4). Answers that rules of a configuration make may have further members. */
export const SIGN_IN_SCHEMAS: Readonly<Record<string, Schema>> = {
  AuthenticationState: oneOf('in_progress', 'success', 'failure', 'locked'),
  InteractionResults: {
    type: 'object',
    additionalProperties: closed({
      operation_type: oneOf('AUTHENTICATION', 'CHALLENGE', 'DENY'),
      method: TEXT,
      call_count: COUNT,
      success_count: COUNT,
      failure_count: COUNT,
      interaction_time: INSTANT,
      carried_over: FLAG,
    }),
  },
  AuthenticationStatus: closed(
    {
      status: ref('AuthenticationState'),
      interaction_results: ref('InteractionResults'),
      authentication_methods: listOf(TEXT),
      required_methods: { ...listOf(listOf(TEXT)), description: 'Sufficient sets of methods, shortest first.' },
    },
    { explain: ref('Explanation') },
  ),
  ViewData: closed(
    {
      id: TEXT,
      tenant_id: TEXT,
      client_id: TEXT,
      client_name: orNull(TEXT),
      client_uri: orNull(ADDRESS),
      logo_uri: orNull(ADDRESS),
      tos_uri: orNull(ADDRESS),
      policy_uri: orNull(ADDRESS),
      scopes: listOf(TEXT),
      available_methods: listOf(TEXT),
      step_definitions: listOf(closed({ method: TEXT, order: COUNT, requires_user: FLAG, allow_registration: FLAG })),
      prompt: listOf(TEXT),
      login_hint: orNull(TEXT),
      ui_locales: listOf(TEXT),
      acr_values: listOf(TEXT),
      session_enabled: FLAG,
      expires_in: COUNT,
    },
    { destinations: closed({}, { phone_number: MASKED, email: MASKED }) },
  ),
  AuthorizeRequest: open(
    {},
    { denied_scopes: { type: 'array', items: { type: 'string', maxLength: 256 }, maxItems: 100 } },
  ),
  Redirect: closed({ redirect_uri: ADDRESS }),
  Succeeded: closed({ status: SUCCESS }),
  RegistrationRequest: {
    ...open(
      { email: { type: 'string', format: 'email', maxLength: 254 }, password: writeOnly({ ...TEXT, maxLength: 128 }) },
      {
        name: NAME,
        given_name: NAME,
        family_name: NAME,
        preferred_username: NAME,
        phone_number: { type: 'string', minLength: 5, maxLength: 32 },
      },
    ),
    description: 'Unless the configuration of the tenant says otherwise.',
  },
  Registered: closed({ status: SUCCESS, user: USER }),
  PasswordRequest: {
    ...open({
      username: { type: 'string', minLength: 1, maxLength: 256 },
      password: writeOnly({ type: 'string', minLength: 1, maxLength: 128 }),
    }),
    description: 'Unless the configuration of the tenant says otherwise.',
  },
  PasswordAccepted: open({ status: ANY, user: USER }, { user_id: ANY, username: ANY }),
  SmsChallengeRequest: open({}, { phone_number: TEXT, template: TEXT }),
  EmailChallengeRequest: open({}, { email: TEXT, template: TEXT }),
  ChallengeSent: open(
    { expires_in: ANY },
    { transaction_id: ANY, resend_available_in: ANY, destination: ANY, verification_code: ANY },
  ),
  VerificationRequest: open(
    {},
    { verification_code: { type: 'string', description: 'Or as `verification_code_param` names it.' } },
  ),
  Verified: open({ status: ANY, user: USER }),
  InteractionRequest: { type: 'object' },
  InteractionAnswer: { type: 'object' },
};
