import { declare, declaredOperations, mount, mountedRouters, openApiDocument } from '@tessera/express';
import type { Operation } from '@tessera/express';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { undeclaredRoutes } from './support/undeclared-routes.js';
import { withApp } from './support/test-app.js';

const OPERATION: Operation = {
  operationId: 'look',
  method: 'get',
  summary: 'Look',
  tag: 'Server',
  access: 'public',
  responses: { '204': { description: 'Looked' } },
};
const HANDLER: RequestHandler = (_req, res) => void res.end();
const OPTIONS = { publicUrl: 'https://id.example.com', version: '1.0.0' };

describe('the OpenAPI document', () => {
  const app = withApp();

  interface Document {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  }

  async function read(): Promise<Document> {
    return (await (await app().request('/openapi.json')).json()) as Document;
  }

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...(await read()) });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that it does not have, and has no schema that nothing refers to', async () => {
    const document = await read();
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  it('has both levels of the management API, with the same resources', async () => {
    const { paths } = await read();
    const below = (base: string): readonly string[] =>
      Object.keys(paths)
        .filter((path) => path.startsWith(`${base}/tenants`))
        .map((path) => path.slice(base.length))
        .sort();
    const system = below('/v1/management');
    expect(system.length).toBeGreaterThan(20);
    expect(below('/v1/management/organizations/{organization-id}')).toEqual(system);
  });

  it('is made once and asked for again by its tag', async () => {
    const first = await app().request('/openapi.json');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    const again = await app().request('/openapi.json', { headers });
    expect(first.headers.get('content-type')).toMatch(/^application\/vnd\.oai\.openapi\+json/);
    expect(again.status).toBe(304);
  });

  it('holds every route of the application', () => {
    expect(undeclaredRoutes(app().express)).toEqual([]);
  });
});

describe('a declaration', () => {
  it('registers the route that it describes', () => {
    const router = Router();
    declare(router, '/here', OPERATION, HANDLER);
    expect(undeclaredRoutes(router)).toEqual([]);
    expect(declaredOperations(router)).toEqual([{ path: '/here', operation: OPERATION }]);
  });

  it('is missed where a route goes around it', () => {
    const router = Router();
    const child = Router();
    child.get('/there', HANDLER);
    mount(router, '/over', child);
    router.use('/under', Router());
    expect(undeclaredRoutes(router)).toEqual(['GET /over/there', 'a router that is not mounted by mount()']);
  });

  it('has the path under which its router hangs', () => {
    const router = Router();
    const child = Router();
    declare(child, '/', OPERATION, HANDLER);
    declare(child, '/:itemId', { ...OPERATION, operationId: 'lookCloser' }, HANDLER);
    mount(router, { path: '/items', suffix: 'Here', note: 'here' }, child);
    expect(openApiDocument(router, OPTIONS)['paths']).toMatchObject({
      '/items': { get: { operationId: 'lookHere', summary: 'Look (here)' } },
      '/items/{item-id}': { get: { operationId: 'lookCloserHere', parameters: [{ name: 'item-id', in: 'path' }] } },
    });
    expect(mountedRouters(router).map(({ at }) => at.path)).toEqual(['/items']);
  });

  it('is refused when another has its id', () => {
    const router = Router();
    declare(router, '/a', OPERATION, HANDLER);
    declare(router, '/b', OPERATION, HANDLER);
    expect(() => openApiDocument(router, OPTIONS)).toThrow('the operation look is declared twice');
  });
});
