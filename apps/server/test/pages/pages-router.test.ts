import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { pagesRouter } from '../../src/pages/pages-router.js';

const ASSETS = fileURLToPath(new URL('../../assets/', import.meta.url));

describe('pagesRouter', () => {
  const servers: Server[] = [];

  async function serve(enabled: boolean): Promise<string> {
    const server = createServer(express().disable('etag').use(pagesRouter({ enabled })));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('serves the same page for every sign-in, without a word of its address', async () => {
    const url = await serve(true);
    const page = await (await fetch(`${url}/authorize`)).text();
    const other = await (await fetch(`${url}/authorize?id="><script>alert(1)</script>`)).text();

    expect(other).toBe(page);
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
  });

  it.each(['/authorize?id=a', '/authorize/assets/authorize.js', '/authorize/assets/authorize.css'])(
    'allows %s nothing but what comes from this server',
    async (path) => {
      const { status, headers } = await fetch(`${await serve(true)}${path}`);
      const policy = headers.get('content-security-policy')?.split('; ') ?? [];

      expect(status).toBe(200);
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
        ]),
      );
      expect(policy.join()).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  it('lets nobody keep the page, and lets browsers keep assets only as long as they ask', async () => {
    const url = await serve(true);
    const page = await fetch(`${url}/authorize`);
    const asset = await fetch(`${url}/authorize/assets/authorize.js`);
    const etag = asset.headers.get('etag') ?? '';
    // Left alone, fetch would ask caches to stay out of it.
    const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
    const again = await fetch(`${url}/authorize/assets/authorize.js`, { headers });

    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(asset.headers.get('cache-control')).toBe('no-cache');
    expect(again.status).toBe(304);
  });

  it('serves every file that page, styles and scripts refer to', async () => {
    const url = await serve(true);
    const html = await (await fetch(`${url}/authorize`)).text();
    const inPage = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => `/${path}`);
    const inScripts = readdirSync(ASSETS)
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(`${ASSETS}${name}`, 'utf8').matchAll(/from '\.\/([^']+)'/g)])
      .map(([, name]) => `/authorize/assets/${name}`);
    const answers = await Promise.all([...new Set([...inPage, ...inScripts])].map((path) => fetch(url + path)));

    expect(answers.filter(({ status }) => status !== 200).map((answer) => answer.url)).toEqual([]);
    expect(inPage.length).toBeGreaterThan(2);
    expect(inScripts.length).toBeGreaterThan(5);
  });

  it.each([
    '/authorize/',
    '/authorize/assets/authorize.html',
    '/authorize/assets/',
    '/authorize/assets/..%2fpackage.json',
    '/authorize/assets/%2e%2e/package.json',
  ])('knows no %s', async (path) => {
    expect((await fetch(`${await serve(true)}${path}`)).status).toBe(404);
  });

  it.each(['/authorize?id=a', '/authorize/assets/authorize.js'])('has no %s when it is off', async (path) => {
    expect((await fetch(`${await serve(false)}${path}`)).status).toBe(404);
  });
});
