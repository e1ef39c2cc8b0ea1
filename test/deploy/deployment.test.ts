import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@tessera/server';
import { parse } from 'yaml';
import { ROOT } from '../support/repository.js';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly read_only?: boolean;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const noKeys = (): never => {
  throw new Error('a production server makes no keys');
};

/** Instructions of the Dockerfile, continued lines joined, comments left out. */
function instructions(): readonly (readonly [string, string])[] {
  const lines = read('Dockerfile')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [/^\S+/.exec(line)?.[0] ?? '', line.replace(/^\S+\s+/, '')] as const);
}

function settingsOfReference(): ReadonlySet<string> {
  return new Set([...read('docs/reference/settings.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name));
}

describe('the Dockerfile', () => {
  const all = instructions();
  const last = all.slice(all.findLastIndex(([name]) => name === 'FROM'));
  const valuesOf = (name: string): readonly string[] => last.flatMap(([key, value]) => (key === name ? [value] : []));

  it('has only instructions that there are', () => {
    const known = ['FROM', 'ARG', 'ENV', 'WORKDIR', 'COPY', 'RUN', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD'];
    expect(all.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('builds in another stage than it runs in, on images with a version that our engines allow', () => {
    const images = all.flatMap(([name, value]) => (name === 'FROM' ? [value.split(' ')[0] ?? ''] : []));
    expect(images.length).toBeGreaterThan(1);
    for (const image of images) expect(image).toMatch(/^node:(22|24)(\.\d+)*-\w+-slim$/);
  });

  it('runs as a user without privileges, who is set after the last thing that needs any', () => {
    const names = last.map(([name]) => name);
    expect(valuesOf('USER')).toEqual(['node']);
    expect(names.lastIndexOf('USER')).toBeGreaterThan(Math.max(names.lastIndexOf('COPY'), names.lastIndexOf('RUN')));
  });

  it('has no packages for development', () => {
    const runs = all.filter(([name]) => name === 'RUN').map(([, value]) => value);
    expect(runs.at(-2)).toContain('npm ci --omit=dev --workspace=apps/server');
    expect(valuesOf('RUN').join()).not.toContain('npm');
    for (const copy of valuesOf('COPY')) expect(copy).toMatch(/^--from=build /);
  });

  it('checks readiness, and starts a server that exists', () => {
    expect(valuesOf('HEALTHCHECK').join()).toContain('/health/ready');
    const command = JSON.parse(valuesOf('CMD').at(-1) ?? '[]') as readonly string[];
    expect(command).toEqual(['node', '--max-semi-space-size=32', 'apps/server/dist/main.js']);
    expect(existsSync(join(ROOT, 'apps/server/src/main.ts'))).toBe(true);
  });

  it('has a health check that is JavaScript and asks for the port of the server', () => {
    const check = JSON.parse(/CMD (\[.*\])$/.exec(valuesOf('HEALTHCHECK').join())?.[1] ?? '[]') as readonly string[];
    expect(check.slice(0, 2)).toEqual(['node', '-e']);
    // Nobody listens there.
    const run = (): unknown =>
      execFileSync(process.execPath, ['-e', check[2] ?? ''], { env: { PORT: '1' }, stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 1 }) as Error);
  });

  it('sets nothing but settings', () => {
    const names = valuesOf('ENV').flatMap((value) => [...value.matchAll(/(\w+)=/g)].map(([, name = '']) => name));
    expect(names.filter((name) => !settingsOfReference().has(name))).toEqual([]);
  });

  it('sees no test, no secret and nothing that has been built elsewhere', () => {
    const lines = read('.dockerignore').trim().split('\n');
    expect(lines[0]).toBe('*');
    for (const name of ['**/node_modules', '**/dist', '**/test', '**/.tessera', '**/.env*']) {
      expect(lines.lastIndexOf(name)).toBeGreaterThan(lines.indexOf('!apps'));
    }
    const copied = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
  const services = Object.entries(compose.services);
  const servers = services.filter(([, { build }]) => build !== undefined);

  it('has two servers, PostgreSQL, Redis and a proxy', () => {
    expect(servers.map(([name]) => name)).toEqual(['server-1', 'server-2']);
    const others = services.filter(([, { build }]) => build === undefined).map(([name]) => name);
    expect(others.sort()).toEqual(['postgres', 'proxy', 'redis']);
  });

  it('names a version of every image', () => {
    for (const [, { image }] of services) expect(image).toMatch(/^[a-z]+:(?!latest)[\w.-]+$/);
  });

  it('opens the port of the proxy to this machine, and no other', () => {
    const open = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(open).toEqual([['proxy', '127.0.0.1:8080:8080']]);
  });

  it('starts everything again, in an order in which each finds what it needs', () => {
    for (const [, service] of services) {
      expect(service.restart).toBe('unless-stopped');
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition).toBe('service_healthy');
        // The servers have the check of their image.
        const { healthcheck, build } = compose.services[needed] ?? {};
        expect(healthcheck ?? build).toBeDefined();
      }
    }
  });

  it('uses networks, volumes and files that there are', () => {
    for (const [, { networks = [], volumes = [] }] of services) {
      expect(networks.filter((name) => !(name in compose.networks))).toEqual([]);
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        expect(source.startsWith('./') ? existsSync(join(ROOT, source)) : source in compose.volumes).toBe(true);
      }
    }
  });

  it('sets only what docs/reference/settings.md has', () => {
    for (const [, { environment = {} }] of servers) {
      expect(Object.keys(environment).filter((name) => !settingsOfReference().has(name))).toEqual([]);
    }
  });

  it('has no secret in it: passwords and keys come from the environment, and must be there', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /KEY|PASSWORD|SECRET|URL$/.test(name) && !/PUBLIC/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(10);
    for (const [name, value] of secrets) expect([name, value]).toEqual([name, expect.stringMatching(/\$\{\w+:\?\}/)]);
  });

  it('gives a server settings that it accepts under the production profile, as deploy/new-env.mjs makes them', () => {
    const text = execFileSync(process.execPath, [join(ROOT, 'deploy/new-env.mjs')], { encoding: 'utf8' });
    const made = Object.fromEntries(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    const fill = (value: string): string =>
      value.replaceAll(/\$\{(\w+)(?::\?|:-([^}]*))\}/g, (_all, name: string, fallback = '') => {
        return (made as Record<string, string>)[name] ?? String(fallback);
      });
    const [, server] = servers[0] ?? ['', {}];
    const environment = Object.fromEntries(
      Object.entries(server.environment ?? {}).map(([name, value]) => [name, fill(value)]),
    );
    const settings = readSettings({ NODE_ENV: 'production', ...environment }, noKeys);
    expect(settings).toMatchObject({ profile: 'production', port: 8080, exposeVerificationCode: false });
    expect(URL.canParse(settings.databaseUrl ?? '') && URL.canParse(settings.redisUrl ?? '')).toBe(true);
  });

  it('keeps the servers from writing anywhere but where they must', () => {
    for (const [, server] of servers) expect(server.read_only).toBe(true);
  });
});

describe('deploy/nginx.conf', () => {
  const text = read('deploy/nginx.conf');

  it('sends requests to the servers of docker-compose.yml in turn', () => {
    expect([...text.matchAll(/^\s+server (server-\d):8080 /gm)].map(([, name]) => name)).toEqual([
      'server-1',
      'server-2',
    ]);
    expect(text).not.toMatch(/ip_hash|sticky|hash /);
    expect(text).toMatch(/^\s+listen 8080;$/m);
  });

  it('replaces the address that a client claims, and repeats no request that may have done something', () => {
    expect(text).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    expect(text).not.toContain('non_idempotent');
  });

  it('has as many opening as closing braces', () => {
    expect(text.split('{')).toHaveLength(text.split('}').length);
  });
});
