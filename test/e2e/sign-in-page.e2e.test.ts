import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BROWSER_TIMEOUT, describeInBrowser, launchBrowser, visit } from '../support/browser.js';
import type { Visit } from '../support/browser.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import type { Person } from '../support/people.js';
import { policyOfTheGuide, printedDocument, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import type { JsonDocument } from '../support/printed-documents.js';
import { redeem, SignIn } from '../support/sign-in.js';
import type { Tokens } from '../support/sign-in.js';
import { SignInPage } from '../support/sign-in-page.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

describeInBrowser('the bundled sign-in page', () => {
  let server: RunningServer;
  let browser: Browser;
  let visits: Visit[];

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    await configure(server);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await Promise.all([server.stop(), browser.close()]);
  }, SERVER_TIMEOUT);

  beforeEach(() => {
    visits = [];
  });

  // Violations of the page's own policy are among the complaints.
  afterEach(async () => {
    for (const { context } of visits) await context.close();
    expect(visits.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  async function visitor(options?: BrowserContextOptions): Promise<Visit> {
    const opened = await visit(browser, options);
    visits.push(opened);
    return opened;
  }

  async function open(
    parameters?: Readonly<Record<string, string>>,
    options?: BrowserContextOptions,
  ): Promise<SignInPage> {
    return SignInPage.open((await visitor(options)).page, server, parameters);
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

  function tokensFor(answer: URLSearchParams): Promise<Tokens> {
    const code = answer.get('code') ?? '';
    const { REDIRECT_URI: redirectUri } = server.variables;
    return redeem(server.variables, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  }

  const inBrowser = (name: string, body: () => Promise<void>): void => it(name, body, BROWSER_TIMEOUT);

  inBrowser('registers somebody with a code by text message, and keeps nothing in the browser', async () => {
    const person = somebody();
    const signIn = await open({ prompt: 'create' });
    await signIn.page.getByLabel('E-mail address').fill(person.email);
    await signIn.page.getByLabel('Name').fill(person.name);
    await signIn.page.getByLabel('Mobile number').fill(person.phone_number);
    await signIn.page.getByLabel('Choose a password').fill(person.password);
    await signIn.press('Create account');
    await signIn.shows(/We sent a code to \+81\*+\d\d\./);
    const kept = await signIn.page.evaluate('localStorage.length + sessionStorage.length');
    await signIn.enterCode();
    const answer = await signIn.returned();
    const { claims } = await tokensFor(answer);

    expect(kept).toBe(0);
    expect(answer.get('state')).toBe('a-state');
    expect(claims['amr']).toEqual(['initial-registration', 'sms']);
  });

  inBrowser('signs somebody in who uses the keyboard alone and mistypes the code at first', async () => {
    const person = await registered();
    const signIn = await open();
    const { keyboard } = signIn.page;
    await signIn.page.getByLabel('E-mail address or user name').waitFor();
    await keyboard.type(person.email);
    await keyboard.press('Tab');
    await keyboard.type(person.password);
    await keyboard.press('Enter');
    await signIn.page.getByLabel('Verification code').waitFor();
    const code = await signIn.codeOnPhone();
    await keyboard.type(code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)));
    await keyboard.press('Enter');
    await signIn.complains('4 attempts left');
    await keyboard.type(code);
    await keyboard.press('Enter');
    const { claims } = await tokensFor(await signIn.returned());

    expect(claims['amr']).toEqual(['password', 'sms']);
  });

  inBrowser('invites the next sign-in of the same browser to go on with its session', async () => {
    const person = await registered();
    const signIn = await open();
    await signIn.enterPassword(person);
    await signIn.enterCode();
    await signIn.returned();
    await signIn.start();
    await signIn.shows('You are signed in');
    await signIn.press('Continue');

    expect((await signIn.returned()).get('code')).not.toBeNull();
  });

  inBrowser('sends a new code on request, and takes a code after the page was loaded anew', async () => {
    const person = await registered();
    const signIn = await open();
    await signIn.enterPassword(person);
    await signIn.press('Send a new code');
    await signIn.shows('Older codes no longer work');
    await signIn.page.reload();
    await signIn.press('I already have a code');
    await signIn.enterCode();

    expect((await signIn.returned()).get('code')).not.toBeNull();
  });

  inBrowser('leaves the choice between text message and e-mail to the user', async () => {
    const person = await registered();
    const signIn = await open({ scope: 'openid email' });
    await signIn.enterPassword(person);
    await signIn.shows(/We will send a code by text message to \+81/);
    await signIn.press('Get a code by e-mail');
    await signIn.shows(/We will send a code by e-mail to s\*+@example\.com/);
    await signIn.press('Send code');
    await signIn.enterCode();
    const { claims } = await tokensFor(await signIn.returned());

    expect(claims['amr']).toEqual(['password', 'email']);
  });

  inBrowser('asks for consent and leaves out what is denied', async () => {
    const person = await registered();
    const signIn = await open({ prompt: 'consent', login_hint: person.email });
    const prefilled = await signIn.page.getByLabel('E-mail address or user name').inputValue();
    await signIn.enterPassword(person);
    await signIn.enterCode();
    await signIn.page.getByLabel('Your name and profile').uncheck();
    await signIn.press('Allow');
    const { scope } = await tokensFor(await signIn.returned());

    expect(prefilled).toBe(person.email);
    expect(scope).toBe('openid');
  });

  inBrowser('tells the application when the user cancels', async () => {
    const signIn = await open();
    await signIn.press('Cancel and return to Example App');
    const answer = await signIn.returned();

    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('state')).toBe('a-state');
  });

  inBrowser('speaks the language of the browser, unless the application asks for another', async () => {
    const signIn = await open({}, { locale: 'ja-JP' });
    await signIn.page.getByLabel('メールアドレスまたはユーザー名').fill('nobody@example.com');
    await signIn.page.getByLabel('パスワード', { exact: true }).fill('not-the-password');
    await signIn.page.keyboard.press('Enter');
    await signIn.complains('ユーザー名またはパスワードが正しくありません。');
    const language = await signIn.page.locator('html').getAttribute('lang');
    await signIn.start({ ui_locales: 'en' });
    await signIn.page.getByRole('heading', { name: 'Sign in' }).waitFor();

    expect(language).toBe('ja');
    expect(await signIn.page.locator('html').getAttribute('lang')).toBe('en');
  });

  inBrowser('says where a form is wrong, and leads there', async () => {
    const signIn = await open({ prompt: 'create' });
    const { page } = signIn;
    const email = page.getByLabel('E-mail address');
    await signIn.press('Create account');
    const isEmptyRefused = await email.getAttribute('aria-invalid');
    await email.fill('no-address');
    await page.getByLabel('Mobile number').fill('+81-90-1234-5678');
    await page.getByLabel('Choose a password').fill('Test1234!');
    await signIn.press('Create account');
    await page.getByText('This is not a valid e-mail address.').waitFor();

    expect(isEmptyRefused).toBe('true');
    expect(await page.evaluate('document.activeElement.name')).toBe('email');
  });

  inBrowser('explains a sign-in that belongs to another browser, and one that does not exist', async () => {
    const { page } = await open();
    const stranger = await visitor();
    await stranger.page.goto(page.url());
    await stranger.page.getByRole('heading', { name: 'This sign-in belongs to another browser' }).waitFor();
    await stranger.page.goto(`${server.url}/authorize?id=unknown`);

    await stranger.page.getByRole('heading', { name: 'This sign-in has expired' }).waitFor();
  });
});

/** The guide's configuration and policy; with the scope `email`, either channel does. */
async function configure(server: RunningServer): Promise<void> {
  const management = new Management(server.variables);
  const sms = smsConfigurationOfTheGuide(server.sandboxPort);
  const policy = policyOfTheGuide();
  const eitherChannel = policiesOf(printedDocument('policy-variation-3')).map((one) => ({
    ...one,
    priority: 20,
    conditions: { scopes: ['email'] },
  }));
  await management.create('authentication-configurations', sms);
  await management.create('authentication-configurations', emailConfigurationLike(sms));
  await management.create('authentication-policies', {
    ...policy,
    policies: [...policiesOf(policy), ...eitherChannel],
  });
}

function policiesOf(document: JsonDocument): readonly JsonDocument[] {
  return document['policies'] as readonly JsonDocument[];
}

/** The same service, asked to write instead. */
function emailConfigurationLike(sms: JsonDocument): JsonDocument {
  const text = JSON.stringify(sms).replaceAll('sms', 'email').replaceAll('phone_number', 'email');
  return { ...(JSON.parse(text) as JsonDocument), id: randomUUID() };
}
