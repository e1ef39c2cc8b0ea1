import { ManageClients, ManageRoles } from '@tessera/core';
import type { ManageClientsParts } from '@tessera/core';
import type { Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { auditRoutes } from './audit-routes.js';
import { auditTrail } from './audit-trail.js';
import { createRouter } from '../http/create-router.js';
import { mount } from '../openapi/declare.js';
import { AT_SYSTEM_LEVEL } from '../openapi/management-operation.js';
import { clientRoutes } from './client-routes.js';
import { CONFIGURATIONS, POLICIES } from './document-kinds.js';
import { documentRoutes } from './document-routes.js';
import { eventRoutes } from './event-routes.js';
import { grantRoutes } from './grant-routes.js';
import { interactionInspectionRoutes } from './interaction-inspection-routes.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator } from './operator-access.js';
import { policyRoutes } from './policy-routes.js';
import { onboardingRoutes } from './onboarding-routes.js';
import { organizationRoutes } from './organization-routes.js';
import { permissionRoutes, roleRoutes } from './role-routes.js';
import { sessionRoutes } from './session-routes.js';
import { tenantRoutes } from './tenant-routes.js';
import { transactionInspectionRoutes } from './transaction-inspection-routes.js';
import { userActionRoutes } from './user-action-routes.js';
import { versionRoutes } from './version-routes.js';

const ORGANIZATION_LEVEL = '/v1/management/organizations/:organizationId/tenants/:tenantId';
/** In the document the organization level is the one without a mark. */
const SYSTEM_LEVEL = { path: '/v1/management/tenants/:tenantId', ...AT_SYSTEM_LEVEL };

/** The management API at organization level and at system level: the same resources, bodies and answers (specification 5.1). */
export function managementRouter(options: ManagementOptions): Router {
  const router = createRouter();
  const resources = tenantResources(options);
  router.use('/v1/management', auditTrail(options));
  mount(router, '/v1/management/onboarding', onboardingRoutes(options));
  mount(router, '/v1/management/organizations', organizationRoutes(options));
  const tenants = tenantRoutes(options);
  mount(router, '/v1/management/organizations/:organizationId/tenants', tenants);
  mount(router, { path: '/v1/management/tenants', ...AT_SYSTEM_LEVEL }, tenants);
  mount(router, ORGANIZATION_LEVEL, resources, authenticateOperator(options));
  mount(router, SYSTEM_LEVEL, resources, authenticateOperator(options));
  return router;
}

function tenantResources(options: ManagementOptions): Router {
  const router = createRouter();
  // Before the rest, for a diagram is no JSON.
  mount(router, '/authentication-policies', policyRoutes(options.tessera));
  router.use(acceptsJson);
  const { configurations, configurationVersions, policies, policyVersions } = options.tessera;
  mount(router, '/authentication-configurations', documentRoutes(configurations, CONFIGURATIONS));
  mount(router, '/authentication-configurations', versionRoutes(configurationVersions, CONFIGURATIONS));
  mount(router, '/authentication-policies', documentRoutes(policies, POLICIES));
  mount(router, '/authentication-policies', versionRoutes(policyVersions, POLICIES));
  mount(router, '/authentication-transactions', transactionInspectionRoutes(options.tessera));
  mount(router, '/authentication-interactions', interactionInspectionRoutes(options.tessera));
  mount(router, '/audit-logs', auditRoutes(options));
  mount(router, '/security-events', eventRoutes(options));
  mount(router, '/sessions', sessionRoutes(options));
  mount(router, '/grants', grantRoutes(options));
  mount(router, '/users', userActionRoutes(options));
  const { directory, tessera } = options;
  mount(router, '/roles', roleRoutes(new ManageRoles({ directory, dependencies: tessera.dependencies })));
  mount(router, '/permissions', permissionRoutes());
  mount(router, '/clients', clientRoutes(manageClients(options)));
  return router;
}

function manageClients({ directory, tessera, protocol }: ManagementOptions): ManageClients {
  const clientViolation: ManageClientsParts['clientViolation'] = (client) => protocol.clientViolation(client);
  return new ManageClients({ directory, dependencies: tessera.dependencies, clientViolation });
}
