import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { declare } from '../openapi/declare.js';
import type { Operation } from '../openapi/operation.js';
import type { ProtocolLayer } from './protocol-layer.js';
import { PROTOCOL_OPERATIONS as OPERATIONS } from './protocol-operations.js';

const ROUTES: Readonly<Record<string, readonly Operation[]>> = {
  '/.well-known/oauth-authorization-server/:tenantId': [
    { ...OPERATIONS.discovery, operationId: 'getAuthorizationServerMetadata' },
  ],
  '/:tenantId/.well-known/openid-configuration': [OPERATIONS.discovery],
  '/:tenantId/v1/authorizations': [OPERATIONS.start, OPERATIONS.startByForm],
  '/:tenantId/v1/tokens': [OPERATIONS.token],
  '/:tenantId/v1/tokens/introspection': [OPERATIONS.introspection],
  '/:tenantId/v1/tokens/revocation': [OPERATIONS.revocation],
  '/:tenantId/v1/userinfo': [OPERATIONS.userinfo, OPERATIONS.userinfoByForm],
  '/:tenantId/v1/jwks': [OPERATIONS.jwks],
  '/:tenantId/v1/logout': [OPERATIONS.logout, OPERATIONS.logoutByForm],
};

/** The routes that the protocol layer answers itself, other methods included; nothing may read their bodies before it. */
export function protocolRoutes(protocol: ProtocolLayer): Router {
  const router = createRouter();
  const handle = (req: Request, res: Response): Promise<void> =>
    protocol.handle(String(req.params['tenantId']), req, res);
  for (const [path, operations] of Object.entries(ROUTES)) {
    for (const operation of operations) declare(router, path, operation, handle);
    router.all(path, handle);
  }
  return router;
}
