import type { AuthorizationServerHooks } from '@tessera/oidc';
import { IdentityServer } from './identity-server.js';

/** Opens a server before each test and closes it afterwards; the function answers the one of the running test. */
export function withServer(
  overrides: Partial<AuthorizationServerHooks> = {},
  publicUrl?: string,
): () => IdentityServer {
  let server: IdentityServer;
  beforeEach(async () => {
    server = await new IdentityServer(overrides).open(publicUrl);
  });
  afterEach(() => server.close());
  return () => server;
}
