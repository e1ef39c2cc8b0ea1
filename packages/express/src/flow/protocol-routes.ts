import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import type { ProtocolLayer } from './protocol-layer.js';

/** The routes that the protocol layer answers itself; nothing may read their bodies before it. */
export function protocolRoutes(protocol: ProtocolLayer): Router {
  const router = createRouter();
  const handle = (req: Request, res: Response): Promise<void> =>
    protocol.handle(String(req.params['tenantId']), req, res);
  router.all('/.well-known/oauth-authorization-server/:tenantId', handle);
  router.all('/:tenantId/.well-known/openid-configuration', handle);
  router.all('/:tenantId/v1/authorizations', handle);
  router.all('/:tenantId/v1/tokens{/:action}', handle);
  router.all(['/:tenantId/v1/userinfo', '/:tenantId/v1/jwks', '/:tenantId/v1/logout'], handle);
  return router;
}
