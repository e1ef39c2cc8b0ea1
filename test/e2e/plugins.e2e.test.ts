import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import { Management } from '../support/management.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

interface Delivery {
  readonly authorization: string | undefined;
  readonly body: { readonly room: string; readonly text: string };
}

/** The chat room of the example. */
async function startChatRoom(deliveries: Delivery[]): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Delivery['body'];
      deliveries.push({ authorization: req.headers.authorization, body });
      res.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rooms` };
}

function sms(challenge: object, verification: object): object {
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': { execution: challenge },
      'sms-authentication': { execution: verification },
    },
  };
}

describe('the plug-in of docs/guides/custom-executors-and-senders.md', () => {
  const deliveries: Delivery[] = [];
  let folder: string;
  let chatRoom: Awaited<ReturnType<typeof startChatRoom>>;
  let server: RunningServer;
  let management: Management;

  beforeAll(async () => {
    const cache = join(process.cwd(), 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'plugin-'));
    const { outputText } = ts.transpileModule(readFileSync('docs/guides/plugin-example.ts', 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(join(folder, 'plugin.mjs'), outputText);
    chatRoom = await startChatRoom(deliveries);
    server = await startServer({ env: { TESSERA_PLUGINS: join(folder, 'plugin.mjs') } });
    management = new Management(server.variables);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    chatRoom.server.close();
    rmSync(folder, { recursive: true });
  });

  async function configure(document: object): Promise<void> {
    await management.clear();
    expect((await management.create('authentication-configurations', document)).status).toBe(201);
  }

  async function register(email: string): Promise<SignIn> {
    const signIn = await SignIn.start(server.variables);
    await signIn.post('initial-registration', { email, password: 'Test1234!', phone_number: '+81-90-1234-5678' });
    return signIn;
  }

  it('reports its own violations together with the others', async () => {
    const details = { sender_type: 'chat_room', settings: { url: chatRoom.url } };
    const document = sms({ function: 'sms_authentication_challenge', details }, { function: 'sms_verify' });
    const { status, body } = await management.create('authentication-configurations', document);
    expect(status).toBe(400);
    const pointers = (body as { violations: { pointer: string }[] }).violations.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining([
        '/interactions/sms-authentication-challenge/execution/details/settings/token',
        '/interactions/sms-authentication/execution/function',
      ]),
    );
  });

  it('sends through the custom sender, and shows its secret to nobody', async () => {
    const details = { sender_type: 'chat_room', settings: { url: chatRoom.url, token: 'chat-token' } };
    await configure(sms({ function: 'sms_authentication_challenge', details }, { function: 'sms_authentication' }));
    expect(JSON.stringify((await management.list('authentication-configurations')).body)).not.toContain('chat-token');
    const signIn = await register('sender@example.com');
    expect((await signIn.post('sms-authentication-challenge', {})).status).toBe(200);
    const [delivery] = deliveries;
    expect(delivery).toMatchObject({ authorization: 'Bearer chat-token', body: { room: '+819012345678' } });
    const code = /\d{6}/.exec(delivery?.body.text ?? '')?.[0] ?? '';
    expect(await signIn.post('sms-authentication', { verification_code: code })).toMatchObject({
      status: 200,
      body: { status: 'success' },
    });
  });

  it('verifies through the custom executor', async () => {
    const execution = { function: 'shared_word', details: { word: 'sesame' } };
    await configure(sms(execution, execution));
    const signIn = await register('executor@example.com');
    expect((await signIn.post('sms-authentication-challenge', {})).body).toMatchObject({
      hint: 'the word on the wall',
    });
    expect(await signIn.post('sms-authentication', { verification_code: 'simsim' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', attempts_remaining: 4 },
    });
    expect((await signIn.post('sms-authentication', { verification_code: 'sesame' })).status).toBe(200);
  });
});
