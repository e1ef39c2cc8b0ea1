import type {
  InteractionEnd,
  JsonObject,
  ProviderCall,
  SendEnd,
  SpanAttributes,
  Telemetry,
  Tracer,
} from '@tessera/core';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { answers, fault, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const NUMBER = '+819012345678';

class Recorder implements Telemetry {
  readonly ends: InteractionEnd[] = [];
  readonly sends: SendEnd[] = [];
  readonly calls: ProviderCall[] = [];
  readonly authorizations: string[] = [];

  interactionEnded(end: InteractionEnd): void {
    this.ends.push(end);
  }
  sendEnded(end: SendEnd): void {
    this.sends.push(end);
  }
  providerCalled(call: ProviderCall): void {
    this.calls.push(call);
  }
  authorizationStarted(): void {
    this.authorizations.push('started');
  }
  authorizationEnded(outcome: string): void {
    this.authorizations.push(outcome);
  }

  /** `interaction outcome reason mode` of the latest call. */
  get last(): string {
    const { interaction, outcome, reason, mode } = this.ends.at(-1) as InteractionEnd;
    return [interaction, outcome, reason || '-', mode ?? '-'].join(' ');
  }
}

async function signedIn(configuration: JsonObject, options: EngineOptions = {}) {
  const telemetry = new Recorder();
  const engine = await TestEngine.create({ telemetry, ...options });
  await engine.configure(configuration);
  await engine.policy(MFA_POLICY);
  await engine.user({ preferredUsername: NAME, phoneNumber: NUMBER });
  const login = await engine.start();
  await login.password(NAME);
  return { telemetry, engine, login };
}

async function endOf(login: Login, telemetry: Recorder, call: () => Promise<unknown>): Promise<string> {
  const before = telemetry.ends.length;
  await call().catch(() => undefined);
  expect(telemetry.ends).toHaveLength(before + 1);
  return telemetry.last;
}

describe('what the engine tells telemetry', () => {
  it('counts a login with one end a call', async () => {
    const { telemetry, engine, login } = await signedIn(internalSms());
    expect(telemetry.last).toBe('password-authentication success - external');
    expect(await endOf(login, telemetry, () => login.challenge())).toBe(
      'sms-authentication-challenge success - internal',
    );
    expect(await endOf(login, telemetry, () => login.verify(engine.wrongCode))).toBe(
      'sms-authentication rejected wrong_code internal',
    );
    expect(await endOf(login, telemetry, () => login.verify(engine.code))).toBe(
      'sms-authentication success - internal',
    );
    await login.finish();
    expect(telemetry.sends).toEqual([{ channel: 'sms', sender: engine.sms.name, result: 'sent' }]);
    expect(telemetry.calls).toMatchObject([{ interaction: 'sms-authentication-challenge', outcome: 'success' }]);
    expect(telemetry.authorizations).toEqual(['started', 'completed']);
  });

  it('names the budget that refused a message', async () => {
    const { telemetry, login } = await signedIn(internalSms(), { sendLimits: { perDestinationHour: 1 } });
    await login.challenge();
    expect(await endOf(login, telemetry, () => login.challenge())).toBe(
      'sms-authentication-challenge rejected destination_limit internal',
    );
    expect(telemetry.sends).toHaveLength(1);
  });

  it('tells how long an outside service took and what it answered', async () => {
    const { telemetry, engine, login } = await signedIn(GUIDE_EXTERNAL);
    engine.http.respond = () => {
      engine.clock.advance(120);
      return answers(503, {});
    };
    expect(await endOf(login, telemetry, () => login.challenge())).toBe(
      'sms-authentication-challenge fault send_failed external',
    );
    expect(telemetry.calls.at(-1)).toMatchObject({ sender: 'http_request', status: 503, milliseconds: 120 });
    engine.http.respond = () => fault('unreachable');
    await login.challenge();
    expect(telemetry.calls.at(-1)).toMatchObject({ outcome: 'fault', status: undefined });
    expect(telemetry.sends.map(({ result }) => result)).toEqual(['failed', 'failed']);
  });

  it('tells of a store that is out of reach, and of a call that no event tells of', async () => {
    const { telemetry, engine, login } = await signedIn(internalSms());
    expect(await endOf(login, telemetry, () => login.call('no-such-thing-90-1234'))).toBe('unknown rejected refused -');
    engine.budgets.isUnreachable = true;
    expect(await endOf(login, telemetry, () => login.challenge())).toMatch(/fault store_unavailable/);
  });

  it('is told nothing of the user', async () => {
    const { telemetry, engine, login } = await signedIn(internalSms());
    await login.challenge();
    await login.verify(engine.code);
    const told = JSON.stringify(telemetry);
    for (const secret of [NAME, NUMBER, '9012345678', engine.code, engine.tenant.id, login.id])
      expect(told).not.toContain(secret);
  });
});

describe('the spans of an interaction', () => {
  it('carry its name, outcome and reason, and hold the sending', async () => {
    const spans: { name: string; attributes: SpanAttributes }[] = [];
    const tracer: Tracer = {
      span: (name, attributes, work) => {
        const span = { name, attributes };
        spans.push(span);
        return work({ set: (more) => (span.attributes = { ...span.attributes, ...more }) });
      },
    };
    const engine = await TestEngine.create({ tracer });
    await engine.configure(internalSms());
    await engine.policy(MFA_POLICY);
    await engine.user({ preferredUsername: NAME, phoneNumber: NUMBER });
    const login = await engine.start();
    await login.password(NAME);
    await login.challenge();
    await login.verify(engine.wrongCode);
    expect(spans.map(({ name }) => name)).toEqual(['interaction', 'interaction', 'send', 'interaction']);
    expect(spans.at(-1)?.attributes).toMatchObject({
      'tessera.interaction': 'sms-authentication',
      'tessera.outcome': 'rejected',
      'tessera.reason': 'wrong_code',
      'tessera.status': 400,
    });
    expect(JSON.stringify(spans)).not.toContain(engine.wrongCode);
  });
});
