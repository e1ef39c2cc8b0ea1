import { AuthorizationServer } from '@tessera/oidc';
import { aClient } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

describe('a client that is about to be stored', () => {
  const server = withServer();

  it('is fine as it is in the examples', async () => {
    expect(await server().authorization.clientViolation(aClient())).toBeUndefined();
    const native = aClient({ redirectUris: ['com.example.app:/callback'], tokenEndpointAuthMethod: 'none' });
    expect(await server().authorization.clientViolation(native)).toBeUndefined();
    const machine = aClient({ redirectUris: [], postLogoutRedirectUris: [], grantTypes: ['client_credentials'] });
    expect(await server().authorization.clientViolation(machine)).toBeUndefined();
  });

  it.each([
    [{ redirectUris: ['/callback'] }, 'redirect URIs must be absolute'],
    [{ redirectUris: ['https://app.example.com/#x'] }, 'redirect URIs must not contain a fragment'],
    [{ redirectUris: ['https://*.example.com/'] }, 'redirect URIs must not contain a wildcard'],
    [{ redirectUris: [] }, 'redirect_uris must contain members'],
    [{ redirectUris: ['javascript:alert(1)'] }, 'redirect_uris must not use the javascript URI scheme'],
  ])('is refused with %j', async (change, violation) => {
    expect(await server().authorization.clientViolation(aClient(change))).toBe(violation);
  });

  it('needs https outside of development, but on the loopback', async () => {
    const options = { ...server().options(), development: false };
    const production = new AuthorizationServer(options);
    expect(await production.clientViolation(aClient({ redirectUris: ['http://app.example.com/'] }))).toBe(
      'redirect URIs must use https',
    );
    expect(await production.clientViolation(aClient({ redirectUris: ['http://localhost:3000/'] }))).toBeUndefined();
    expect(
      await server().authorization.clientViolation(aClient({ redirectUris: ['http://app.example.com/'] })),
    ).toBeUndefined();
  });
});
