import { isJsonObject, TesseraError, type JsonObject, type Violation } from '@tessera/core';
import { NoActionEmailSender } from '@tessera/email-no-action';
import { SmtpEmailSender } from '@tessera/email-smtp';
import { internalEmail } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

const SETTINGS = { host: 'mail.example.com', username: 'mailer', password: 'pässword-of-the-mailer' };
const AT = '/interactions/email-authentication-challenge/execution/details';

function withSenders(): Promise<TestEngine> {
  const resolve = () => Promise.reject(new Error('a connection was opened'));
  const timer = { deadline: () => ({ signal: new AbortController().signal, cancel: () => undefined }) };
  return TestEngine.create({ emailSenders: [new NoActionEmailSender(), new SmtpEmailSender({ resolve, timer })] });
}

function settingsIn(document: JsonObject): unknown {
  const path = ['interactions', 'email-authentication-challenge', 'execution', 'details', 'settings'];
  return path.reduce<unknown>((value, name) => (isJsonObject(value) ? value[name] : undefined), document);
}

async function violationsOf(writing: Promise<unknown>): Promise<readonly Violation[]> {
  const error: unknown = await writing.catch((thrown: unknown) => thrown);
  if (!(error instanceof TesseraError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.violations;
}

const smtp = (settings: JsonObject): JsonObject => internalEmail({ details: { sender_type: 'smtp', settings } });

describe('a configuration with the sender smtp', () => {
  it('is taken, and shows everything but the password', async () => {
    const engine = await withSenders();
    const created = await engine.tessera.configurations.create(engine.call, smtp(SETTINGS));
    const masked = { ...SETTINGS, password: '********' };
    expect(settingsIn(created.result)).toEqual(masked);
    const { result } = await engine.tessera.configurations.get(engine.tenant.id, created.id);
    expect(settingsIn(result)).toEqual(masked);
    expect(created.warnings).not.toContainEqual(expect.objectContaining({ code: 'sender_sends_nothing' }));
  });

  it('keeps the password when the mask is written back, but not for another host or port', async () => {
    const engine = await withSenders();
    const { id, result } = await engine.tessera.configurations.create(engine.call, smtp(SETTINGS));
    await engine.tessera.configurations.update(engine.call, id, { ...result, enabled: false });
    for (const change of [{ host: 'mail.example.net' }, { port: 2525 }]) {
      const moved = smtp({ ...SETTINGS, password: '********', ...change });
      expect(await violationsOf(engine.tessera.configurations.update(engine.call, id, moved))).toEqual([
        { pointer: `${AT}/settings/password`, message: 'secret must be entered' },
      ]);
    }
  });

  it('is refused at the very setting that is wrong', async () => {
    const engine = await withSenders();
    const found = await violationsOf(engine.configure(smtp({ ...SETTINGS, secure: 'none', port: 70_000 })));
    expect(found.map(({ pointer, message }) => [pointer, message])).toEqual([
      [`${AT}/settings/secure`, 'not allowed'],
      [`${AT}/settings/port`, 'out of range'],
    ]);
  });

  it('is taken under the names function and sender_config, with the password masked there', async () => {
    const engine = await withSenders();
    const execution = { function: 'smtp', sender_config: SETTINGS, sender: 'no-reply@example.com' };
    const { result } = await engine.tessera.configurations.create(engine.call, {
      type: 'email',
      interactions: {
        'email-authentication-challenge': {
          execution: { function: 'email_authentication_challenge', details: execution },
        },
        'email-authentication': { execution: { function: 'email_authentication' } },
      },
    });
    expect(JSON.stringify(result)).toContain('"sender_config":{"host":"mail.example.com","username":"mailer"');
    expect(JSON.stringify(result)).not.toContain(SETTINGS.password);
  });
});

describe('a configuration with the sender no_action for e-mail', () => {
  it('is taken without a From address, with the warning that nobody gets the code', async () => {
    const engine = await withSenders();
    const { warnings } = await engine.tessera.configurations.create(engine.call, {
      type: 'email',
      interactions: {
        'email-authentication-challenge': {
          execution: { function: 'email_authentication_challenge', details: { sender_type: 'no_action' } },
        },
        'email-authentication': { execution: { function: 'email_authentication' } },
      },
    });
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'sender_sends_nothing', pointer: `${AT}/sender_type` }),
    );
  });
});
