import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);

/** Time for a whole walk through pages, in milliseconds; generous, for a loaded machine. */
export const BROWSER_TIMEOUT = 60_000;

const wanted = process.env['TESSERA_CHROMIUM'];
const candidates = wanted === undefined || wanted === '' ? PATHS : [wanted];
const executable = candidates.find((path) => existsSync(path));

/** A suite that needs a browser. On a machine without one it is left out, loudly; in CI it fails. */
export function describeInBrowser(name: string, body: () => void): void {
  if (executable !== undefined || process.env['CI'] === 'true') return describe(name, body);
  process.stderr.write(
    `Skipped, no browser: ${name}. Install Chromium (apt-get install chromium) or set TESSERA_CHROMIUM.\n`,
  );
  describe.skip(name, body);
}

/** @throws Error when there is no browser */
export async function launchBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(`no browser: none of ${candidates.join(', ')}; set TESSERA_CHROMIUM`);
  return chromium.launch({ executablePath: executable, args: ARGUMENTS });
}

/** A browser of its own, without history and cookies, and all that its pages complained about. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What pages wrote to the console, violations of their policy included. Answers that are no success are noted by the browser; those are left out. */
  readonly complaints: readonly string[];
}

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const complaints: string[] = [];
  const isNote = (message: ConsoleMessage): boolean => message.text().startsWith('Failed to load resource: the server');
  context.on('console', (message) => {
    if (!isNote(message)) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return { context, complaints, page: await context.newPage() };
}
