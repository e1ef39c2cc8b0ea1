import type { EngineDependencies } from '../../../engine/dependencies.js';
import type { DirectoryStore } from '../../../ports/directory-store.js';
import type { ManageClientsParts } from '../clients/manage-clients.js';
import type { SigningKeyCheck } from '../tenants/signing-key-changes.js';

/** What an onboarding needs. */
export interface OnboardOrganizationParts {
  readonly dependencies: EngineDependencies;
  readonly directory: DirectoryStore;
  readonly clientViolation: ManageClientsParts['clientViolation'];
  readonly signingKeyViolation: SigningKeyCheck;
  /** The new tenant is not there to ask for its protocol layer; this one stands for it. */
  readonly adminTenantId: string;
  /** Where the server is reached, for warnings about cookies. */
  readonly publicUrl?: string | undefined;
}
