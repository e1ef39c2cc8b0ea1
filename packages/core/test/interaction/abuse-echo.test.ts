import type { JsonObject } from '@tessera/core';
import { answers } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const OWN = { sms: '+819012345678', email: 'jane@example.com' } as const;
const MASKED = { sms: '+81********78', email: 'j***@example.com' } as const;
type Channel = keyof typeof OWN;

/** An outside service whose every answer is forwarded. */
function forwarding(type: Channel): JsonObject {
  const execution = {
    function: 'http_request',
    http_request: {
      url: 'https://sms.example.com/',
      body_mapping_rules: [{ from: '$.request_body', to: '*' }],
    },
  };
  const response = { body_mapping_rules: [{ from: '$.response_body', to: '*' }] };
  return {
    type,
    metadata: { type: 'external' },
    interactions: {
      [`${type}-authentication-challenge`]: { execution, response },
      [`${type}-authentication`]: { execution, response },
    },
  };
}

async function bound(type: Channel, options: EngineOptions = {}): Promise<{ engine: TestEngine; login: Login }> {
  const engine = await TestEngine.create(options);
  await engine.configure(forwarding(type));
  await engine.user({ preferredUsername: 'jane', phoneNumber: OWN.sms, email: OWN.email });
  const login = await engine.start();
  await login.password('jane');
  return { engine, login };
}

describe.each<[Channel]>([['sms'], ['email']])('an outside service that repeats where it sent to: %s', (type) => {
  const said = { to: OWN[type], log: [`sent to ${OWN[type].replace('+', '')}, to ${OWN[type]}`], count: 2 };
  const shown = { to: MASKED[type], log: [`sent to ${MASKED[type].replace('+', '')}, to ${MASKED[type]}`], count: 2 };

  it('does not tell it to whoever knows only the password', async () => {
    const { engine, login } = await bound(type);
    engine.http.respond = () => answers(200, said);
    expect((await login.call(`${type}-authentication-challenge`)).body).toEqual({ ...shown, expires_in: 300 });
    engine.http.respond = () => answers(400, said);
    const wrong = await login.call(`${type}-authentication`, { verification_code: '000000' });
    expect(wrong.body).toMatchObject({ ...shown, attempts_remaining: 4 });
    engine.http.respond = () => answers(500, said);
    expect((await login.call(`${type}-authentication`, { verification_code: '000000' })).body).toMatchObject(shown);
    engine.http.respond = () => answers(200, said);
    expect((await login.call(`${type}-authentication`, { verification_code: '123456' })).body).toMatchObject(shown);
  });

  it('does not tell it in a refusal either', async () => {
    const { engine, login } = await bound(type);
    engine.http.respond = () => answers(422, said);
    expect((await login.call(`${type}-authentication-challenge`)).body).toMatchObject(shown);
  });

  it('is quoted word for word with code exposure', async () => {
    const { engine, login } = await bound(type, { settings: { exposeVerificationCode: true, profile: 'development' } });
    engine.http.respond = () => answers(200, said);
    expect((await login.call(`${type}-authentication-challenge`)).body).toMatchObject(said);
  });
});
