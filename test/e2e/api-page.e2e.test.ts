import type { Browser } from 'playwright-core';
import { BROWSER_TIMEOUT, describeInBrowser, launchBrowser, visit } from '../support/browser.js';
import type { Visit } from '../support/browser.js';
import { requestJson } from '../support/json-request.js';
import { openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';

describeInBrowser('the page of the API', () => {
  let server: OpenServer;
  let browser: Browser;
  let visited: Visit;

  beforeAll(async () => {
    [server, browser] = await Promise.all([openServer(), launchBrowser()]);
    visited = await visit(browser);
  }, BROWSER_TIMEOUT);

  afterAll(async () => {
    await Promise.all([server.close(), browser.close()]);
  }, BROWSER_TIMEOUT);

  it(
    'lists the operations, asks nobody but its own server and breaks no rule of its policy',
    async () => {
      const { page, context, complaints } = visited;
      const foreign: string[] = [];
      await context.route(
        (url) => url.origin !== server.url,
        (route) => {
          foreign.push(route.request().url());
          return route.abort();
        },
      );
      const answer = await page.goto(`${server.url}/docs`);
      expect(answer?.headers()['content-security-policy']).not.toContain('unsafe');
      await page.locator('#operations-tag-Clients').click();
      const operation = page.locator('#operations-Clients-createClient');
      await operation.waitFor();
      expect(await page.locator('.opblock-tag').count()).toBeGreaterThan(10);
      await operation.locator('.opblock-summary-control').click();
      await operation.getByText('idp:client:create').first().waitFor();
      expect(foreign).toEqual([]);
      expect(complaints).toEqual([]);
    },
    BROWSER_TIMEOUT,
  );
});

describe('the description of the API', () => {
  const TIMEOUT = 60_000;

  it(
    'goes away, document and page, when it is switched off',
    async () => {
      const server = await openServer({ TESSERA_API_DOCUMENT: 'off' });
      const answers = ['/openapi.json', '/docs', '/docs/assets/docs.js'].map((path) => fetch(server.url + path));
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      await server.close();
      expect(statuses).toEqual([404, 404, 404]);
    },
    TIMEOUT,
  );

  it(
    'stays for programs when the page is switched off',
    async () => {
      const server = await openServer({ TESSERA_API_PAGE: 'off' });
      const [document, page] = [await fetch(`${server.url}/openapi.json`), await requestJson(`${server.url}/docs`)];
      await server.close();
      expect(document.status).toBe(200);
      expect(page.status).toBe(404);
    },
    TIMEOUT,
  );
});
