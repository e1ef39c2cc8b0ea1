import type { Page } from 'playwright-core';
import type { Person } from './people.js';
import type { RunningServer } from './start-server.js';

/** The bundled sign-in page in a browser, on the way from the application and back to it. */
export class SignInPage {
  readonly page: Page;
  readonly #server: RunningServer;

  private constructor(page: Page, server: RunningServer) {
    this.page = page;
    this.#server = server;
  }

  /** Starts an authorization in `page`; the application itself is played. */
  static async open(
    page: Page,
    server: RunningServer,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<SignInPage> {
    await page.context().route('https://app.example.com/**', (route) => route.fulfill({ body: 'The application' }));
    const signIn = new SignInPage(page, server);
    await signIn.start(parameters);
    return signIn;
  }

  /** Starts another authorization in the same browser. */
  async start(parameters: Readonly<Record<string, string>> = {}): Promise<void> {
    const { IDP_SERVER_URL, TENANT_ID, CLIENT_ID, REDIRECT_URI } = this.#server.variables;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile',
      state: 'a-state',
      ...parameters,
    });
    await this.page.goto(`${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations?${query.toString()}`);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button }).click();
  }

  async enterPassword({ email, password }: Person): Promise<void> {
    await this.page.getByLabel('E-mail address or user name').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.press('Continue');
  }

  /** Waits for the question and answers it with the code on the phone. */
  async enterCode(): Promise<void> {
    const field = this.page.getByLabel('Verification code');
    await field.waitFor();
    await field.fill(await this.codeOnPhone());
    await this.press('Verify');
  }

  /** The code of the newest message in the inbox of the sandbox. */
  async codeOnPhone(): Promise<string> {
    const phone = await this.page.context().newPage();
    await phone.goto(`http://localhost:${this.#server.sandboxPort}/`);
    const text = await phone.locator('#messages .bubble').first().innerText();
    await phone.close();
    return /\d{6}/.exec(text)?.[0] ?? '';
  }

  /** Waits until something with this text is there. */
  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).waitFor();
  }

  /** Waits until the page complains with this text. */
  async complains(text: string): Promise<void> {
    await this.page.getByRole('alert').getByText(text).waitFor();
  }

  /** Waits until the browser is back at the application. @returns what it brings along */
  async returned(): Promise<URLSearchParams> {
    await this.page.waitForURL(`${this.#server.variables.REDIRECT_URI}?*`);
    return new URL(this.page.url()).searchParams;
  }
}
