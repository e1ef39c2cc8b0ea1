import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createSmsSandbox } from '@tessera/sms-sandbox';
import { startNode } from '../support/child.js';
import type { Child, Environment } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { asShown, blocksOf, commandsOf } from '../support/guide-page.js';
import type { GuideVariables } from '../support/guide-variables.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { ROOT } from '../support/repository.js';
import { SignIn } from '../support/sign-in.js';
import { ensureBuilt, SERVER_TIMEOUT } from '../support/start-server.js';

const TIMEOUT = 2 * SERVER_TIMEOUT;
const run = promisify(execFile);
/** Between the outputs of two commands; no answer contains it. */
const SEPARATOR = '\u001e';

const BLOCKS = blocksOf('prerequisites.md');
const COMMANDS = commandsOf(BLOCKS);
const START = COMMANDS.findIndex(({ command }) => command.includes('main.js'));
/** What the page tells those to add who have no SMS service. */
const SANDBOX_SETTINGS = { TESSERA_OUTBOUND_ALLOW_HTTP: 'on', TESSERA_OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8' };

describe('docs/guides/prerequisites.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-prerequisites-'));
  const sandbox = createSmsSandbox({ environment: {} });
  let server: Child | undefined;
  let places: readonly (readonly [string, string])[];
  let variables: GuideVariables;

  beforeAll(async () => {
    ensureBuilt();
    places = [
      ['/srv/tessera', join(folder, 'tessera')],
      ['8080', String(await freePort())],
    ];
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await stop();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }, SERVER_TIMEOUT);

  /** The text with what differs on this machine: folder and port. */
  function here(text: string): string {
    return places.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  }

  async function shell(script: string): Promise<string> {
    // Nothing of this process's settings, and no proxy: only what the page sets.
    const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', here(script)], { cwd: ROOT, env: { PATH } });
    return stdout;
  }

  async function start(env: Environment = {}): Promise<void> {
    const [node, ...args] = here(COMMANDS[START]?.command ?? '')
      .trim()
      .split(' ');
    expect(node).toBe('node');
    server = startNode(args, env);
    await server.wrote('"listening"');
    expect(server.output()).toContain('"profile":"production"');
  }

  async function stop(): Promise<void> {
    server?.process.kill('SIGTERM');
    await server?.exited;
  }

  /** The code of the newest message; a production server shows none. */
  function newestCode(): string {
    return /\d{6}/.exec(sandbox.messages()[0]?.text ?? '')?.[0] ?? 'no message';
  }

  it('has the same commands and answers in Japanese', () => {
    expect(blocksOf('prerequisites.ja.md')).toEqual(BLOCKS);
    expect(START).toBeGreaterThan(0);
  });

  it(
    'gets from an empty database to Step 1 with its commands, which answer as it shows',
    async () => {
      for (const { command } of COMMANDS.slice(0, START)) await shell(command);
      await start();

      const commands = COMMANDS.slice(START + 1);
      const report = `node -p 'JSON.stringify(process.env)'`;
      const script = [...commands.map(({ command }) => command), report].join(`\nprintf '${SEPARATOR}'\n`);
      const outputs = (await shell(script)).split(SEPARATOR);
      const answers = outputs.map((output) => JSON.parse(output) as unknown);
      variables = answers.pop() as GuideVariables;
      expect(answers).toEqual(commands.map(({ shown }) => asShown(JSON.parse(here(shown ?? '')))));
    },
    TIMEOUT,
  );

  it(
    'reaches the sandbox with the two settings that it names, and not without them',
    async () => {
      const management = new Management(variables);
      const { port } = await sandbox.listen(0);
      const { body } = await management.list('authentication-configurations');
      const id = (body['list'] as readonly { readonly id: string; readonly type: string }[]).at(1)?.id;
      const printed = JSON.stringify({ ...smsConfigurationOfTheGuide(port), id });
      const configuration = printed.replaceAll('host.docker.internal', '127.0.0.1');
      const refused = await management.replace('authentication-configurations', id, configuration);
      expect(refused).toMatchObject({
        status: 400,
        body: {
          violations: expect.arrayContaining([expect.objectContaining({ pointer: expect.stringMatching(/url$/) })]),
        },
      });

      await stop();
      await start(SANDBOX_SETTINGS);
      expect((await management.replace('authentication-configurations', id, configuration)).status).toBe(200);
    },
    TIMEOUT,
  );

  it(
    'leaves a tenant in which the rest of the guide works, with the token of the machine',
    async () => {
      const management = new Management(variables);
      expect((await management.create('authentication-policies', policyOfTheGuide())).status).toBe(201);
      const person = somebody();
      const registration = await SignIn.start(variables);
      expect((await registration.register(person)).status).toBe(200);
      const { status, body } = await registration.challenge(person.phone_number, 'registration');
      expect([status, 'verification_code' in body]).toEqual([200, false]);
      expect((await registration.verify(newestCode())).status).toBe(200);
      expect((await registration.tokens()).claims).toMatchObject({
        iss: `https://id.example.com/${variables.TENANT_ID}`,
        amr: ['initial-registration', 'sms'],
      });

      const login = await SignIn.start(variables);
      expect((await login.password(person.email, person.password)).status).toBe(200);
      expect((await login.post('authorize')).status).toBe(400);
      expect((await login.challenge(person.phone_number)).status).toBe(200);
      expect((await login.verify(newestCode())).status).toBe(200);
      expect((await login.tokens()).claims['amr']).toEqual(['password', 'sms']);
      const events = await management.list('security-events', '?event_type=sms_verification_success');
      expect(events.body['total_count']).toBe(2);
    },
    TIMEOUT,
  );
});
