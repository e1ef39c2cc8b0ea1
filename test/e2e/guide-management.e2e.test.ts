import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide, smsConfigurationOfTheGuide } from '../support/printed-documents.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';

const LEVELS = ['organization', 'system'] as const;

describe.each(LEVELS)('the management calls of the guide at %s level', (level) => {
  let server: RunningServer;
  let management: Management;

  beforeAll(async () => {
    server = await startServer();
    management = new Management(server.variables, level);
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
  }, SERVER_TIMEOUT);

  beforeEach(() => management.clear());

  it('creates the configuration of Step 1 with the answer of the guide', async () => {
    const document = smsConfigurationOfTheGuide(server.sandboxPort);
    const { status, body } = await management.create('authentication-configurations', document);

    expect(status).toBe(201);
    expect(body).toMatchObject({
      dry_run: false,
      result: {
        id: document['id'],
        type: 'sms',
        enabled: true,
        attributes: {},
        metadata: {
          type: 'external',
          description: 'SMS authentication for MFA',
          expire_seconds: 300,
          retry_count_limitation: 5,
        },
        interactions: {
          'sms-authentication-challenge': { pre_hook: {}, execution: { function: 'http_request' } },
          'sms-authentication': { post_hook: {}, execution: { function: 'http_request' } },
        },
      },
    });
    expect(JSON.stringify(body)).not.toContain('"password":"password"');
  });

  it('checks and answers a dry run without storing anything', async () => {
    const configuration = smsConfigurationOfTheGuide(server.sandboxPort);
    const created = await management.create('authentication-configurations', configuration, '?dry_run=true');
    const policy = await management.create('authentication-policies', policyOfTheGuide(), '?dry_run=true');

    expect(created).toMatchObject({ status: 200, body: { dry_run: true, result: { id: configuration['id'] } } });
    expect(policy).toMatchObject({ status: 200, body: { dry_run: true } });
    expect((await management.list('authentication-configurations')).body).toMatchObject({ list: [], total_count: 0 });
    expect((await management.list('authentication-policies')).body).toMatchObject({ list: [], total_count: 0 });
  });

  it('refuses a second configuration of the type and a second policy for the flow, naming the first', async () => {
    const configuration = smsConfigurationOfTheGuide(server.sandboxPort);
    const policy = policyOfTheGuide();
    await management.create('authentication-configurations', configuration);
    await management.create('authentication-policies', policy);

    expect(
      await management.create('authentication-configurations', smsConfigurationOfTheGuide(server.sandboxPort)),
    ).toMatchObject({
      status: 409,
      body: {
        error: 'conflict',
        error_description: "A configuration of type 'sms' already exists",
        conflicting_id: configuration['id'],
      },
    });
    expect(await management.create('authentication-policies', policyOfTheGuide())).toMatchObject({
      status: 409,
      body: {
        error: 'conflict',
        error_description: "A policy for flow 'oauth' already exists",
        conflicting_id: policy['id'],
      },
    });
  });

  it('replaces, reads back and deletes', async () => {
    const configuration = smsConfigurationOfTheGuide(server.sandboxPort);
    const id = configuration['id'];
    await management.create('authentication-configurations', configuration);
    const metadata = { ...(configuration['metadata'] as object), expire_seconds: 120 };
    const replaced = await management.replace('authentication-configurations', id, { ...configuration, metadata });

    expect(replaced).toMatchObject({
      status: 200,
      body: {
        dry_run: false,
        result: { metadata: { expire_seconds: 120 } },
        diff: [{ pointer: '/metadata/expire_seconds', before: 300, after: 120 }],
      },
    });
    expect((await management.get('authentication-configurations', id)).body).toMatchObject({
      id,
      metadata: { expire_seconds: 120 },
    });
    expect((await management.remove('authentication-configurations', id, '?dry_run=true')).body).toEqual({
      dry_run: true,
      id,
    });
    expect((await management.remove('authentication-configurations', id)).status).toBe(204);
    expect(await management.get('authentication-configurations', id)).toMatchObject({
      status: 404,
      body: { error: 'not_found', error_description: 'Resource not found' },
    });
  });

  it('a replaced configuration is in force for the next sign-in', async () => {
    const configuration = smsConfigurationOfTheGuide(server.sandboxPort);
    await management.create('authentication-configurations', configuration);
    const metadata = { ...(configuration['metadata'] as object), expire_seconds: 120 };
    await management.replace('authentication-configurations', configuration['id'], { ...configuration, metadata });
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);

    expect((await signIn.challenge(person.phone_number, 'registration')).body['expires_in']).toBe(120);
  });

  it('finds the events of a sign-in by the query of the guide, without code, password or number', async () => {
    await management.create('authentication-configurations', smsConfigurationOfTheGuide(server.sandboxPort));
    await management.create('authentication-policies', policyOfTheGuide());
    const person = somebody();
    const signIn = await SignIn.start(server.variables);
    await signIn.register(person);
    const { body: sent } = await signIn.challenge(person.phone_number, 'registration');
    await signIn.verify('1');
    await signIn.verify(sent['verification_code']);
    const succeeded = await management.list('security-events', '?event_type=sms_verification_success');
    const failed = await management.list('security-events', '?event_type=sms_verification_failure');

    expect(succeeded).toMatchObject({
      status: 200,
      body: {
        list: [
          {
            type: 'sms_verification_success',
            tenant: { id: server.variables.TENANT_ID },
            client: { id: server.variables.CLIENT_ID },
            transaction_id: signIn.id,
            detail: { mode: 'external', destination: `+81********${person.phone_number.slice(-2)}` },
          },
        ],
        total_count: 1,
        limit: 20,
        offset: 0,
      },
    });
    expect(failed.body).toMatchObject({
      list: [{ transaction_id: signIn.id, detail: { reason: 'wrong_code', error: 'invalid_grant', status: 400 } }],
      total_count: 1,
    });
    const all = JSON.stringify((await management.list('security-events', '?limit=1000')).body);
    for (const secret of [person.password, person.email, person.phone_number.replaceAll('-', '')]) {
      expect(all).not.toContain(secret);
    }
  });

  it('refuses an unknown event type and a foreign token', async () => {
    expect((await management.list('security-events', '?event_type=nothing')).status).toBe(400);
    const stranger = new Management({ ...server.variables, ADMIN_TOKEN: 'guessed' }, level);
    expect(await stranger.list('security-events')).toMatchObject({
      status: 401,
      body: { error: 'invalid_token', error_description: 'The access token is invalid or expired' },
    });
  });
});
