import type { Schema } from '../operation.js';
import { CLIENT_SCHEMAS } from './clients.js';
import { CONFIGURATION_SCHEMAS } from './documents.js';
import { INSPECTION_SCHEMAS } from './inspection.js';
import { COMMON_SCHEMAS } from './management.js';
import { OPENID_SCHEMAS } from './openid.js';
import { ORGANIZATION_SCHEMAS } from './organizations.js';
import { REFUSAL_SCHEMAS } from './refusals.js';
import { SIGN_IN_SCHEMAS } from './sign-in.js';
import { TENANT_SCHEMAS } from './tenants.js';
import { USER_SCHEMAS } from './users.js';

/** All schemas by name. */
export const COMPONENTS: Readonly<Record<string, Schema>> = {
  ...REFUSAL_SCHEMAS,
  ...COMMON_SCHEMAS,
  ...ORGANIZATION_SCHEMAS,
  ...TENANT_SCHEMAS,
  ...CLIENT_SCHEMAS,
  ...USER_SCHEMAS,
  ...CONFIGURATION_SCHEMAS,
  ...SIGN_IN_SCHEMAS,
  ...OPENID_SCHEMAS,
  ...INSPECTION_SCHEMAS,
};
