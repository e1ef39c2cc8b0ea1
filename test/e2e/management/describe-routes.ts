import { randomUUID } from 'node:crypto';
import { openPlace } from './place.js';
import { levelsOf, templateOf } from './route-case.js';
import type { Mistake, Place, RouteCase, Sent } from './route-case.js';
import { Scene } from './scene.js';
import type { Answer, Level } from './scene.js';

const TIMEOUT = 60_000;
const PARALLEL = 8;
const NOT_FOUND = [404, { error: 'not_found', error_description: 'Resource not found' }];

/** Makes the tests of specification 5 for each route, at each level that it is at. */
export function describeRoutes(routes: readonly RouteCase[]): void {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open();
  }, TIMEOUT);
  afterAll(() => scene.close(), TIMEOUT);

  const all = routes.flatMap((route) => levelsOf(route).map((level) => ({ route, level })));
  describe.each(all.map((one) => [`${one.route.method} ${templateOf(one.route, one.level)}`, one] as const))(
    '%s',
    (_name, { route, level }) => describeRoute(() => scene, route, level),
  );
}

function describeRoute(sceneOf: () => Scene, route: RouteCase, level: Level): void {
  const open = (isForeign = false): Promise<Place> => openPlace(sceneOf(), level, isForeign);

  it('does what it is for', async () => {
    const place = await open();
    const sent = await route.arrange(place);
    const answer = await place.send(route, sent);
    expect([answer.status, answer.body]).toEqual([route.status, answer.body]);
    await route.verify?.(place, sent, answer);
  });

  if (route.watches !== undefined)
    it('says in a dry run what it would say, and writes nothing', () => triesOnly(open, route));
  const mistakes = mistakesOf(route);
  if (mistakes.length > 0) it('tells what is wrong, and where', () => refusesMistakes(open, route, mistakes));
  it.each(route.permissions)('needs %s', (permission) => needsPermission(open, route, permission));
  it('tells the same of the unknown and the foreign', () => hidesTheForeign(open, route, level));
  if (route.conflict !== undefined) it('refuses what is in conflict', () => refusesConflict(open, route));
  if (route.race !== undefined) it('lets one of parallel callers through', () => letsOneThrough(open, route));
  if (route.method === 'PUT')
    it('lets either one of parallel deletions or one replacement through', () => letsOneKindThrough(open, route));
}

type Open = (isForeign?: boolean) => Promise<Place>;

/** Beside those of the route: the ones of `dry_run` and of lists. */
function mistakesOf({ mistakes = [], watches }: RouteCase): readonly Mistake[] {
  const dryRun = ['?dry_run=maybe', '?dry_run', '?dry_run=1&dry_run=0'].map((query) => ({
    query,
    pointer: '/dry_run',
  }));
  return [...mistakes, ...(watches === undefined ? [] : dryRun)];
}

async function triesOnly(open: Open, route: RouteCase): Promise<void> {
  const place = await open();
  const sent = await route.arrange(place);
  const watch = async (): Promise<readonly unknown[]> => {
    const path = route.watches?.(place, sent) ?? '';
    const { status, headers, body } = await place.scene.send({ method: 'GET', path, token: place.token });
    return [status, headers.get('etag'), body];
  };
  const before = await watch();
  const dry = await place.send(route, { ...sent, query: joined(sent.query, 'dry_run=on') });
  expect([dry.status, dry.body]).toMatchObject([200, { dry_run: true }]);
  expect([dry.headers.get('etag'), dry.headers.get('location')]).toEqual([null, null]);
  expect(await watch()).toEqual(before);
  const { status, body } = await place.send(route, sent);
  expect(status).toBe(route.status);
  if (status === 204) return;
  expect(steady(dry.body, route)).toEqual({ ...steady(body, route), dry_run: true });
}

function joined(query: string | undefined, parameter: string): string {
  return query === undefined ? `?${parameter}` : `${query}&${parameter}`;
}

/** An answer without what differs from call to call. */
function steady(body: Answer['body'], { volatile = [] }: RouteCase): Record<string, unknown> {
  const text = JSON.stringify(body, (key, value: unknown) => (volatile.includes(key) ? undefined : value));
  return JSON.parse(text) as Record<string, unknown>;
}

async function refusesMistakes(open: Open, route: RouteCase, mistakes: readonly Mistake[]): Promise<void> {
  const place = await open();
  const right = await route.arrange(place);
  for (const { pointer, ...mistake } of mistakes) {
    const sent = { ...right, ...mistake };
    const queries =
      route.watches === undefined || mistake.query !== undefined
        ? [sent.query]
        : [sent.query, joined(sent.query, 'dry_run=1')];
    for (const query of queries) {
      const { status, body } = await place.send(route, { ...sent, ...(query === undefined ? {} : { query }) });
      const seen = { mistake, status, body };
      expect(seen).toMatchObject({
        mistake,
        status: 400,
        body: { error: 'invalid_request', error_description: 'Validation failed' },
      });
      const violations = body['violations'] as readonly { readonly pointer: string }[];
      expect([mistake, violations.map((violation) => violation.pointer)]).toEqual([
        mistake,
        expect.arrayContaining([pointer]),
      ]);
    }
  }
}

async function needsPermission(open: Open, route: RouteCase, permission: string): Promise<void> {
  const place = await open();
  const { parameters, query = '', ...sent } = await route.arrange(place);
  const token = await place.scene.token(place.level, [permission]);
  const answers = [place.pathOf(route, parameters), place.pathOf(route, unknown(parameters))].map((path) =>
    place.scene.send({ method: route.method, path: path + query, token, ...sent }),
  );
  // Whether there is such an object is told to nobody who may not know.
  for (const { status, body } of await Promise.all(answers.slice(0, under(route, parameters) ? 2 : 1)))
    expect([status, body]).toEqual([
      403,
      { error: 'access_denied', error_description: `Permission '${permission}' is required` },
    ]);
}

/** The tenant itself is looked for before permissions are (specification 5.1, order 3). */
function under(route: RouteCase, parameters: Sent['parameters']): boolean {
  return parameters === undefined || !('tenant-id' in parameters) || route.under === 'tenant';
}

function unknown(parameters: Sent['parameters'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, randomUUID()]));
}

async function hidesTheForeign(open: Open, route: RouteCase, level: Level): Promise<void> {
  const [place, elsewhere] = [await open(), await open(true)];
  const { scene } = place;
  const sent = await route.arrange(place);
  const foreign = await route.arrange(elsewhere);
  const administrator = await scene.token('system');
  const paths: { readonly path: string; readonly token?: string }[] = [];
  const at = (given: Sent['parameters'], token?: string): void =>
    void paths.push({ path: place.pathOf(route, given), ...(token === undefined ? {} : { token }) });

  if (sent.parameters !== undefined && !isOfServer(route)) {
    at(unknown(sent.parameters));
    // At system level a tenant is nobody's own: what is in another one is foreign, the tenant itself is not.
    if (route.under === 'tenant' || level === 'organization') at(foreign.parameters);
  }
  if (isOfServer(route) && sent.parameters !== undefined) at(unknown(sent.parameters));
  if (route.under === 'tenant') at({ ...sent.parameters, 'tenant-id': randomUUID() });
  if (level === 'organization') {
    if (route.under === 'tenant') at({ ...sent.parameters, 'tenant-id': elsewhere.tenantId });
    at({ ...sent.parameters, 'organization-id': randomUUID() }, administrator);
    if (route.under === 'tenant' || sent.parameters !== undefined)
      at({ ...sent.parameters, 'organization-id': scene.foreign.id }, administrator);
  }
  const { method, mistakes: [mistake] = [] } = route;
  for (const { path, token = place.token } of paths)
    for (const body of [sent.body, mistake?.body ?? sent.body]) {
      const answer = await scene.send({ method, path: path + (sent.query ?? ''), token, body });
      expect([path, answer.status, answer.body]).toEqual([path, ...NOT_FOUND]);
    }
  await refusesForeignTokens(place, elsewhere, { route, sent, foreign });
}

interface Asked {
  readonly route: RouteCase;
  readonly sent: Sent;
  readonly foreign: Sent;
}

/** A token that is not of the right tenant is no token: nothing is told about organization or tenant. */
async function refusesForeignTokens(place: Place, elsewhere: Place, { route, sent, foreign }: Asked): Promise<void> {
  const { scene, level } = place;
  const own = await scene.token('organization');
  const paths =
    level === 'system'
      ? [place.pathOf(route, sent.parameters)]
      : [
          elsewhere.pathOf(route, foreign.parameters),
          elsewhere.pathOf(route, { ...foreign.parameters, 'organization-id': randomUUID() }),
        ];
  for (const path of paths)
    for (const token of [own, undefined, 'x'.repeat(43)]) {
      const { status, headers, body } = await scene.send({ method: route.method, path, token, body: sent.body });
      expect([path, status, body]).toEqual([
        path,
        401,
        { error: 'invalid_token', error_description: 'The access token is invalid or expired' },
      ]);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
}

function isOfServer({ under: where }: RouteCase): boolean {
  return where === 'server';
}

async function refusesConflict(open: Open, route: RouteCase): Promise<void> {
  const place = await open();
  const { conflict } = route;
  const sent = await conflict?.arrange(place);
  for (const query of [...(route.watches === undefined ? [] : ['dry_run=1']), 'dry_run=0']) {
    const { status, body } = await place.send(route, { ...sent, query: joined(sent?.query, query) });
    const { error_description: description, ...rest } = body;
    const id = sent && conflict?.conflictingId?.(sent);
    expect([status, rest]).toEqual([409, { error: 'conflict', ...(id === undefined ? {} : { conflicting_id: id }) }]);
    expect(description).toMatch(conflict?.description ?? '');
  }
}

async function letsOneThrough(open: Open, route: RouteCase): Promise<void> {
  const place = await open();
  const { etag, ...sent } = await route.arrange(place);
  const { losers, isConditional } = route.race ?? { losers: [], isConditional: false };
  const call = isConditional && etag !== undefined ? { ...sent, etag } : sent;
  const answers = await Promise.all(Array.from({ length: PARALLEL }, () => place.send(route, call)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === route.status)).toHaveLength(1);
  expect(statuses.filter((status) => status !== route.status && !losers.includes(status))).toEqual([]);
}

/** Of a replacement and a deletion of the same version, one gets through; who comes later finds it changed or gone. */
async function letsOneKindThrough(open: Open, route: RouteCase): Promise<void> {
  const place = await open();
  const { body, ...sent } = await route.arrange(place);
  const answers = await Promise.all(
    Array.from({ length: PARALLEL }, (_, index) =>
      index % 2 === 0 ? place.send({ ...route, method: 'DELETE' }, sent) : place.send(route, { ...sent, body }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status < 400)).toHaveLength(1);
  expect(statuses.filter((status) => ![200, 204, 404, 412].includes(status))).toEqual([]);
}
