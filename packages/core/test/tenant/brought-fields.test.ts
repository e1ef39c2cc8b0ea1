import { ManageTenants, TENANT_DEFAULTS, TesseraError } from '@tessera/core';
import type { JsonObject, ManagedWrite, Tenant } from '@tessera/core';
import { MemoryDirectoryStore } from '@tessera/memory';
import { TestEngine } from '../support/engine.js';

const CALL = { tenantId: 'shop', operator: 'operator', dryRun: false };
const HTTP = 'http://id.example.com';

const BROUGHT: JsonObject = {
  id: 'shop',
  name: 'Shop',
  session_config: {
    cookie_name: 'SHOP_SESSION',
    use_secure_cookie: true,
    timeout_seconds: 7200,
    switch_policy: 'MULTI_SESSION',
  },
  cors_config: {
    allow_origins: ['https://app.example.com'],
    allow_headers: 'Authorization, Content-Type, x-device-id',
    allow_methods: 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
    allow_credentials: false,
    max_age: 60,
  },
  identity_policy_config: {
    identity_unique_key_type: 'PHONE',
    password_policy: {
      min_length: 12,
      max_length: 64,
      require_uppercase: true,
      require_lowercase: true,
      require_number: true,
      require_special_char: true,
      max_attempts: 3,
      lockout_duration_seconds: 60,
    },
  },
  security_event_log_config: {
    format: 'simple',
    stage: 'processed',
    service_name: 'shop',
    include_user_id: true,
    include_user_name: false,
    include_user_ex_sub: false,
    include_client_id: true,
    include_ip_address: false,
    include_user_agent: false,
    include_event_detail: true,
    include_user_detail: true,
    custom_tags: { team: 'identity' },
    persistence_enabled: false,
    detail_scrub_keys: ['destination'],
  },
};

let directory: MemoryDirectoryStore;
let engine: TestEngine;

/** With the organization of the tests. */
async function emptyDirectory(): Promise<MemoryDirectoryStore> {
  const made = new MemoryDirectoryStore();
  await made.insertOrganization({ id: 'org', name: 'Example' });
  return made;
}

function tenants(publicUrl?: string): ManageTenants {
  const { dependencies } = engine.tessera;
  const parts = { directory, dependencies, signingKeyViolation: () => Promise.resolve(undefined), publicUrl };
  return new ManageTenants(parts);
}

const create = (posted: JsonObject, publicUrl?: string): Promise<ManagedWrite> =>
  tenants(publicUrl).create(CALL, 'org', posted);

const stored = async (): Promise<Tenant | undefined> => directory.findAnyTenant('shop');

/** Pointers of what is wrong with one block of a tenant. */
async function wrongWith(block: string, value: JsonObject): Promise<readonly string[]> {
  const refused: unknown = await create({ id: 'shop', name: 'Shop', [block]: value }).catch((error: unknown) => error);
  if (!(refused instanceof TesseraError)) return [];
  return refused.violations.map(({ pointer }) => pointer);
}

/** Pointers of what is warned of in one block of a tenant. */
async function warnedOf(block: string, value: JsonObject, publicUrl?: string): Promise<readonly string[]> {
  const { warnings } = await create({ id: 'shop', name: 'Shop', [block]: value }, publicUrl);
  return (warnings ?? []).map(({ pointer }) => pointer);
}

beforeEach(async () => {
  engine = await TestEngine.create();
  directory = await emptyDirectory();
});

describe('the tenant of another server', () => {
  it('is taken over without a warning', async () => {
    expect((await create(BROUGHT)).warnings).toEqual([]);
    expect(await stored()).toMatchObject({
      session: {
        cookieName: 'SHOP_SESSION',
        useSecureCookie: true,
        switchPolicy: 'MULTI_SESSION',
        idleTimeoutSeconds: 7200,
      },
      ui: { allowedOrigins: ['https://app.example.com'] },
      cors: {
        allowHeaders: ['Authorization', 'Content-Type', 'x-device-id'],
        allowMethods: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'],
        allowCredentials: false,
        maxAgeSeconds: 60,
      },
      identityUniqueKeyType: 'PHONE',
      passwordPolicy: {
        minLength: 12,
        maxLength: 64,
        requireUpper: true,
        requireLower: true,
        requireDigit: true,
        requireSymbol: true,
        maxAttempts: 3,
        lockoutDurationSeconds: 60,
      },
      eventPersistenceEnabled: false,
      eventLog: { format: 'simple', customTags: { team: 'identity' }, detailScrubKeys: ['destination'] },
    });
  });

  it('reads back as something that changes nothing when it is written again', async () => {
    const { result } = await create(BROUGHT);
    const again = await tenants().update(CALL, result);
    expect([again.diff, again.warnings, again.result]).toEqual([[], [], result]);
    expect({ ...(await stored()), version: 1 }).toEqual(await createElsewhere());
  });

  it('loses with a replacement what the replacement does not name', async () => {
    await create(BROUGHT);
    await tenants().update(CALL, { name: 'Shop' });
    const { version: _version, ...defaults } = TENANT_DEFAULTS;
    expect(await stored()).toEqual({
      ...defaults,
      id: 'shop',
      organizationId: 'org',
      name: 'Shop',
      type: 'PUBLIC',
      version: 2,
    });
  });

  async function createElsewhere(): Promise<Tenant | undefined> {
    directory = await emptyDirectory();
    await create(BROUGHT);
    return stored();
  }
});

describe('the name of the session cookie', () => {
  it.each(['sid', 'SHOP.session', '__session', 'x'.repeat(64)])('may be %s', async (name) => {
    expect(await wrongWith('session_config', { cookie_name: name })).toEqual([]);
  });

  it.each([
    ['no token', 'a b'],
    ['no token', 'a=b'],
    ['no token', 'a;b'],
    ['no token', 'sïd'],
    ['no token', 'a\nb'],
    ['empty', ''],
    ['too long', 'x'.repeat(65)],
    ["another cookie's", 'IDP_INTERACTION'],
    ["another cookie's", 'idp_resume'],
    ["another cookie's", 'IDP_AUTH_SESSION'],
    ["another cookie's", 'IDP_AUTH_SESSION-12345678'],
    ['that of a signature', 'IDP_RESUME.sig'],
    ['for the path /', '__Host-sid'],
    ['for secure cookies', '__Secure-sid'],
  ])('is refused when it is %s: %j', async (_why, name) => {
    expect(await wrongWith('session_config', { cookie_name: name })).toEqual(['/session_config/cookie_name']);
  });

  it('may promise a secure cookie where it is always one', async () => {
    expect(await wrongWith('session_config', { cookie_name: '__Secure-sid', use_secure_cookie: true })).toEqual([]);
  });
});

describe('secure cookies', () => {
  it('are warned of where they would not reach a browser, or cannot be had without', async () => {
    const pointer = '/session_config/use_secure_cookie';
    expect(await warnedOf('session_config', { use_secure_cookie: true }, HTTP)).toEqual([pointer]);
    directory = await emptyDirectory();
    expect(await warnedOf('session_config', { use_secure_cookie: false }, 'https://id.example.com')).toEqual([pointer]);
    directory = await emptyDirectory();
    expect(await warnedOf('session_config', { use_secure_cookie: false }, HTTP)).toEqual([]);
  });
});

describe('a switch policy', () => {
  it('that nobody knows is refused', async () => {
    expect(await wrongWith('session_config', { switch_policy: 'strict' })).toEqual(['/session_config/switch_policy']);
  });
});

describe('the CORS settings', () => {
  it('are refused where they would let in anything, or are no names', async () => {
    const posted = { allow_headers: '*', allow_methods: ['TRACE', 'get'], allow_credentials: 'yes', max_age: -1 };
    expect((await wrongWith('cors_config', posted)).toSorted()).toEqual([
      '/cors_config/allow_credentials',
      '/cors_config/allow_headers/0',
      '/cors_config/allow_methods/0',
      '/cors_config/allow_methods/1',
      '/cors_config/max_age',
    ]);
  });
});

describe('the settings of the event log', () => {
  it('that this server has no counterpart for are warned of, unless they are off', async () => {
    const off = {
      include_user_pii: false,
      include_trace_context: false,
      tracing_enabled: false,
      debug_logging: false,
      allowed_user_pii_keys: [],
    };
    expect(await warnedOf('security_event_log_config', off)).toEqual([]);
    const on = {
      ...Object.fromEntries(Object.keys(off).map((name) => [name, true])),
      allowed_user_pii_keys: ['email'],
      shoe_size: 1,
    };
    directory = await emptyDirectory();
    expect((await warnedOf('security_event_log_config', on)).toSorted()).toEqual(
      [...Object.keys(off), 'shoe_size'].map((name) => `/security_event_log_config/${name}`).toSorted(),
    );
  });

  it('are refused when they are of the wrong type', async () => {
    const posted = { format: 'xml', include_user_id: 1, custom_tags: { a: 1 }, stage: 'a\nb' };
    expect((await wrongWith('security_event_log_config', posted)).toSorted()).toEqual([
      '/security_event_log_config/custom_tags/a',
      '/security_event_log_config/format',
      '/security_event_log_config/include_user_id',
      '/security_event_log_config/stage',
    ]);
    expect(await wrongWith('security_event_log_config', { custom_tags: ['a'] })).toEqual([
      '/security_event_log_config/custom_tags',
    ]);
  });

  it("give way to the tenant's own word on what is stored", async () => {
    const posted = {
      security_event_config: { persistence_enabled: true },
      security_event_log_config: { persistence_enabled: false },
    };
    await create({ id: 'shop', name: 'Shop', ...posted });
    expect((await stored())?.eventPersistenceEnabled).toBe(true);
  });
});
