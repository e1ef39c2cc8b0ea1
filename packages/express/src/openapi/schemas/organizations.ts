import type { Schema } from '../operation.js';
import { closed, open, ref, TEXT, ANY_OBJECT } from './shapes.js';

const ID: Schema = { type: 'string', pattern: '^[\\w-]+$' };

/** Organizations and onboarding (specification 5.1, 5.4). */
export const ORGANIZATION_SCHEMAS: Readonly<Record<string, Schema>> = {
  Organization: closed({ id: TEXT, name: TEXT }),
  OrganizationInput: {
    ...open({ name: TEXT }, { id: ID }),
    description: 'What has no counterpart is answered with a warning.',
  },
  Onboarding: {
    ...closed({
      organization: ref('Organization'),
      tenant: ref('Tenant'),
      user: ref('User'),
      client: ref('WrittenClient'),
    }),
    description: 'A client secret that was generated is shown in this answer only.',
  },
  OnboardingInput: open(
    {
      organization: ref('OrganizationInput'),
      tenant: ref('TenantInput'),
      user: ref('UserInput'),
      client: ref('ClientInput'),
    },
    { authorization_server: { ...ANY_OBJECT, description: 'As in the tenant; this one holds.' } },
  ),
};
