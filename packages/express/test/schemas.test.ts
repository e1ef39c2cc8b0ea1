import { withApp } from './support/test-app.js';

describe('the JSON Schemas', () => {
  const app = withApp();

  it.each(['authentication-configuration', 'authentication-policy'])('serve %s to everybody', async (name) => {
    const answer = await app().request(`/schemas/${name}.json`, { headers: { origin: 'https://editor.example.com' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await answer.json()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:tessera:schema:${name}`,
    });
  });

  it('answer other methods with 405, and other names with 404', async () => {
    const posted = await app().post('/schemas/authentication-policy.json', {});
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    for (const name of ['user.json', 'authentication-policy', '..%2Fpackage.json']) {
      expect((await app().request(`/schemas/${name}`)).status).toBe(404);
    }
  });
});
