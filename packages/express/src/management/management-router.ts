import { ManageClients, ManageRoles } from '@tessera/core';
import type { ManageClientsParts } from '@tessera/core';
import type { Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { auditRoutes } from './audit-routes.js';
import { auditTrail } from './audit-trail.js';
import { createRouter } from '../http/create-router.js';
import { clientRoutes } from './client-routes.js';
import { documentRoutes } from './document-routes.js';
import { eventRoutes } from './event-routes.js';
import { interactionInspectionRoutes } from './interaction-inspection-routes.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator } from './operator-access.js';
import { policyRoutes } from './policy-routes.js';
import { permissionRoutes, roleRoutes } from './role-routes.js';
import { sessionRoutes } from './session-routes.js';
import { tenantRoutes } from './tenant-routes.js';
import { transactionInspectionRoutes } from './transaction-inspection-routes.js';
import { userActionRoutes } from './user-action-routes.js';
import { versionRoutes } from './version-routes.js';

/** The management API at organization level and at system level: the same resources, bodies and answers (specification 5.1). */
export function managementRouter(options: ManagementOptions): Router {
  const router = createRouter();
  const resources = tenantResources(options);
  router.use('/v1/management', auditTrail(options));
  router.use(tenantRoutes(options));
  router.use(
    '/v1/management/organizations/:organizationId/tenants/:tenantId',
    authenticateOperator(options),
    resources,
  );
  router.use('/v1/management/tenants/:tenantId', authenticateOperator(options), resources);
  return router;
}

function tenantResources(options: ManagementOptions): Router {
  const router = createRouter();
  // Before the rest, for a diagram is no JSON.
  router.use('/authentication-policies', policyRoutes(options.tessera));
  router.use(acceptsJson);
  const { configurations, configurationVersions, policies, policyVersions } = options.tessera;
  router.use(
    '/authentication-configurations',
    documentRoutes(configurations, 'authentication-config'),
    versionRoutes(configurationVersions, 'authentication-config'),
  );
  router.use(
    '/authentication-policies',
    documentRoutes(policies, 'authentication-policy-config'),
    versionRoutes(policyVersions, 'authentication-policy-config'),
  );
  router.use('/authentication-transactions', transactionInspectionRoutes(options.tessera));
  router.use('/authentication-interactions', interactionInspectionRoutes(options.tessera));
  router.use('/audit-logs', auditRoutes(options));
  router.use('/security-events', eventRoutes(options));
  router.use('/sessions', sessionRoutes(options));
  router.use('/users', userActionRoutes(options));
  const { directory, tessera } = options;
  router.use('/roles', roleRoutes(new ManageRoles({ directory, dependencies: tessera.dependencies })));
  router.use('/permissions', permissionRoutes());
  router.use('/clients', clientRoutes(manageClients(options)));
  return router;
}

function manageClients({ directory, tessera, protocol }: ManagementOptions): ManageClients {
  const clientViolation: ManageClientsParts['clientViolation'] = (client) => protocol.clientViolation(client);
  return new ManageClients({ directory, dependencies: tessera.dependencies, clientViolation });
}
