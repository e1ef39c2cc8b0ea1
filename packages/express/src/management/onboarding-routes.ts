import { OnboardOrganization } from '@tessera/core';
import type { OnboardOrganizationParts } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { declare } from '../openapi/declare.js';
import { managed } from '../openapi/management-operation.js';
import { created, json } from '../openapi/responses.js';
import { creation } from '../openapi/schemas/management.js';
import { ref } from '../openapi/schemas/shapes.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator, requirePermission } from './operator-access.js';
import { callOf, sendWrite } from './write-answer.js';

const ONBOARDING_BODY_BYTES = 262_144;
const PERMISSIONS = ['organization', 'tenant', 'client', 'user'].map((resource) => `idp:${resource}:create`);
const OPERATION = managed({
  operationId: 'onboard',
  method: 'post',
  summary: 'Make an organization with its organizer tenant, first operator and first client',
  tag: 'Onboarding',
  permissions: PERMISSIONS,
  body: ref('OnboardingInput'),
  writes: 'new',
  responses: {
    '201': created('Created', creation(ref('Onboarding'))),
    '200': json('What a dry run found', creation(ref('Onboarding'))),
  },
});

/** `POST /v1/management/onboarding` (specification 5.4), for the operators of the admin tenant. */
export function onboardingRoutes(options: ManagementOptions): Router {
  const { directory, tessera, protocol, adminTenantId, publicUrl } = options;
  const parts: OnboardOrganizationParts = {
    dependencies: tessera.dependencies,
    directory,
    adminTenantId,
    publicUrl,
    clientViolation: (client) => protocol.clientViolation(client),
    signingKeyViolation: (jwk) => protocol.signingKeyViolation(jwk),
  };
  const onboarding = new OnboardOrganization(parts);
  const router = createRouter();
  const may = [authenticateOperator(options), acceptsJson, ...PERMISSIONS.map(requirePermission)];

  declare(router, '/', OPERATION, ...may, ...jsonBody(ONBOARDING_BODY_BYTES), async (req: Request, res: Response) => {
    const call = callOf(req);
    const written = await onboarding.execute(call, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', `/v1/management/organizations/${encodeURIComponent(written.id)}`);
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  return router.all('/', methodNotAllowed('POST'));
}
