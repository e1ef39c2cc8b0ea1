import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { BROWSER_TIMEOUT, describeInBrowser, launchBrowser, visit } from '../support/browser.js';
import type { Visit } from '../support/browser.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { policyOfTheGuide, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { redeem, SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

describeInBrowser('the bundled sign-in page', () => {
  let server: RunningServer;
  let browser: Browser;
  let visits: Visit[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launchBrowser()]);
    const management = new Management(server.variables);
    await management.create('authentication-configurations', smsConfigurationOfTheGuide(server.sandboxPort));
    await management.create('authentication-policies', policyOfTheGuide());
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await Promise.all([server.stop(), browser.close()]);
  }, SERVER_TIMEOUT);

  beforeEach(() => {
    visits = [];
  });

  afterEach(async () => {
    for (const { context } of visits) await context.close();
    expect(visits.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  /** Opens a browser at the sign-in page of a new authorization; the application's page is played. */
  async function open(
    parameters: Readonly<Record<string, string>> = {},
    options?: BrowserContextOptions,
  ): Promise<Page> {
    const opened = await visit(browser, options);
    visits.push(opened);
    await opened.context.route('https://app.example.com/**', (route) => route.fulfill({ body: 'The application' }));
    await start(opened.page, parameters);
    return opened.page;
  }

  async function start(page: Page, parameters: Readonly<Record<string, string>> = {}): Promise<void> {
    const { IDP_SERVER_URL, TENANT_ID, CLIENT_ID, REDIRECT_URI } = server.variables;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile',
      state: 'a-state',
      ...parameters,
    });
    await page.goto(`${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations?${query.toString()}`);
  }

  /** Waits until the browser is back at the application. */
  async function returned(page: Page): Promise<URLSearchParams> {
    await page.waitForURL(`${server.variables.REDIRECT_URI}?*`);
    return new URL(page.url()).searchParams;
  }

  /** The code of the newest message on the phone of the sandbox. */
  async function codeOnPhone(page: Page): Promise<string> {
    const phone = await page.context().newPage();
    await phone.goto(`http://localhost:${server.sandboxPort}/`);
    const text = await phone.locator('#messages .bubble').first().innerText();
    await phone.close();
    return /\d{6}/.exec(text)?.[0] ?? '';
  }

  async function registered(): Promise<Person> {
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body } = await signIn.challenge(person.phone_number, 'registration');
    await signIn.verify(body['verification_code']);
    await signIn.authorize();
    return person;
  }

  async function enterPassword(page: Page, { email, password }: Person): Promise<void> {
    await page.getByLabel('E-mail address or user name').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  async function enterCode(page: Page): Promise<void> {
    const field = page.getByLabel('Verification code');
    await field.waitFor();
    await field.fill(await codeOnPhone(page));
    await page.getByRole('button', { name: 'Verify' }).click();
  }

  const alertOf = (page: Page) => page.getByRole('alert');

  it(
    'registers somebody with a code by text message, and keeps nothing in the browser',
    async () => {
      const person = somebody();
      const page = await open({ prompt: 'create' });
      await page.getByLabel('E-mail address').fill(person.email);
      await page.getByLabel('Name').fill(person.name);
      await page.getByLabel('Mobile number').fill(person.phone_number);
      await page.getByLabel('Choose a password').fill(person.password);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText(/We sent a code to \+81\*+\d\d\./).waitFor();
      expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
      await enterCode(page);

      const answer = await returned(page);
      const { claims } = await redeem(server.variables, {
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        redirect_uri: server.variables.REDIRECT_URI,
      });

      expect(answer.get('state')).toBe('a-state');
      expect(claims['amr']).toEqual(['initial-registration', 'sms']);
    },
    BROWSER_TIMEOUT,
  );

  it(
    'signs somebody in who uses the keyboard alone and mistypes the code at first',
    async () => {
      const person = await registered();
      const page = await open();
      await page.getByLabel('E-mail address or user name').waitFor();
      await page.keyboard.type(person.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(person.password);
      await page.keyboard.press('Enter');
      await page.getByLabel('Verification code').waitFor();
      const code = await codeOnPhone(page);
      await page.keyboard.type(code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)));
      await page.keyboard.press('Enter');
      await alertOf(page).getByText('4 attempts left').waitFor();
      await page.keyboard.type(code);
      await page.keyboard.press('Enter');

      const answer = await returned(page);

      expect(answer.get('code')).not.toBeNull();
      expect(answer.get('iss')).toBe(`${server.variables.IDP_SERVER_URL}/${server.variables.TENANT_ID}`);
    },
    BROWSER_TIMEOUT,
  );

  it(
    'invites the next sign-in of the same browser to go on with its session',
    async () => {
      const person = await registered();
      const page = await open();
      await enterPassword(page, person);
      await enterCode(page);
      await returned(page);
      await start(page);
      await page.getByText('You are signed in').waitFor();
      await page.getByRole('button', { name: 'Continue' }).click();

      expect((await returned(page)).get('code')).not.toBeNull();
    },
    BROWSER_TIMEOUT,
  );

  it(
    'sends a new code on request, and takes a code after the page was loaded anew',
    async () => {
      const person = await registered();
      const page = await open();
      await enterPassword(page, person);
      await page.getByRole('button', { name: 'Send a new code' }).click();
      await page.getByRole('status').getByText('Older codes no longer work').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'I already have a code' }).click();
      await enterCode(page);

      expect((await returned(page)).get('code')).not.toBeNull();
    },
    BROWSER_TIMEOUT,
  );

  it(
    'asks for consent and leaves out what is denied',
    async () => {
      const person = await registered();
      const page = await open({ prompt: 'consent', login_hint: person.email });
      expect(await page.getByLabel('E-mail address or user name').inputValue()).toBe(person.email);
      await enterPassword(page, person);
      await enterCode(page);
      await page.getByLabel('Your name and profile').uncheck();
      await page.getByRole('button', { name: 'Allow' }).click();
      const { scope } = await redeem(server.variables, {
        grant_type: 'authorization_code',
        code: (await returned(page)).get('code') ?? '',
        redirect_uri: server.variables.REDIRECT_URI,
      });

      expect(scope).toBe('openid');
    },
    BROWSER_TIMEOUT,
  );

  it(
    'tells the application when the user cancels',
    async () => {
      const page = await open();
      await page.getByRole('button', { name: 'Cancel and return to Example App' }).click();

      const answer = await returned(page);

      expect(answer.get('error')).toBe('access_denied');
      expect(answer.get('state')).toBe('a-state');
    },
    BROWSER_TIMEOUT,
  );

  it(
    'speaks the language of the browser, unless the application asks for another',
    async () => {
      const page = await open({}, { locale: 'ja-JP' });
      await page.getByLabel('メールアドレスまたはユーザー名').fill('nobody@example.com');
      await page.getByLabel('パスワード', { exact: true }).fill('not-the-password');
      await page.keyboard.press('Enter');
      await alertOf(page).getByText('ユーザー名またはパスワードが正しくありません。').waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ja');
      await start(page, { ui_locales: 'en' });
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();

      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    },
    BROWSER_TIMEOUT,
  );

  it(
    'says where a form is wrong without asking the server about empty fields',
    async () => {
      const page = await open({ prompt: 'create' });
      const email = page.getByLabel('E-mail address');
      await page.getByRole('button', { name: 'Create account' }).click();
      expect(await email.getAttribute('aria-invalid')).toBe('true');
      await email.fill('no-address');
      await page.getByLabel('Mobile number').fill('+81-90-1234-5678');
      await page.getByLabel('Choose a password').fill('Test1234!');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('This is not a valid e-mail address.').waitFor();

      expect(await page.evaluate('document.activeElement.name')).toBe('email');
    },
    BROWSER_TIMEOUT,
  );

  it(
    'explains a sign-in that belongs to another browser, and one that does not exist',
    async () => {
      const page = await open();
      const stranger = await visit(browser);
      visits.push(stranger);
      await stranger.page.goto(page.url());
      await stranger.page.getByRole('heading', { name: 'This sign-in belongs to another browser' }).waitFor();
      await stranger.page.goto(`${server.url}/authorize?id=unknown`);

      await stranger.page.getByRole('heading', { name: 'This sign-in has expired' }).waitFor();
    },
    BROWSER_TIMEOUT,
  );
});
