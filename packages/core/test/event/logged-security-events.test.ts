import { EVENT_LOG_DEFAULTS, LoggedSecurityEvents } from '@tessera/core';
import type { EventLogConfig, SecurityEvent, SecurityEventLogLine, SecurityEventStore } from '@tessera/core';
import { MemorySecurityEventStore } from '@tessera/memory';
import { aSecurityEvent } from '@tessera/testkit';
import { TestEngine } from '../support/engine.js';

class RecordedLog {
  readonly lines: SecurityEventLogLine[] = [];
  write(line: SecurityEventLogLine): void {
    this.lines.push(line);
  }
}

const TRANSACTION = '9sQ0b1VtR2mQ4m9yQe1c7A';

const EVENT: SecurityEvent = aSecurityEvent({
  id: 'e1',
  type: 'sms_verification_failure',
  tenant: { id: 'shop', name: 'Shop' },
  client: { id: 'web-app' },
  user: { sub: 'alice', preferredUsername: 'a***@example.com', status: 'REGISTERED' },
  transactionId: TRANSACTION,
  ipAddress: '203.0.113.7',
  userAgent: 'curl/8 user_id=mallory "x"',
  detail: { reason: 'wrong_code', destination: '+81********78' },
});

const deliver = (config: Partial<EventLogConfig>, isStored = true): SecurityEvent => ({
  ...EVENT,
  delivery: { isStored, log: { ...EVENT_LOG_DEFAULTS, ...config }, externalUserId: 'ext-7' },
});

describe('security events of a tenant with a log', () => {
  let log: RecordedLog;
  let store: MemorySecurityEventStore;
  let events: LoggedSecurityEvents;
  const kept = async (): Promise<readonly SecurityEvent[]> =>
    (await events.query('shop', { limit: 10, offset: 0 })).list;

  beforeEach(() => {
    log = new RecordedLog();
    store = new MemorySecurityEventStore();
    events = new LoggedSecurityEvents(store, log);
  });

  it('are stored as ever, and written with what is on by default', async () => {
    await events.append([deliver({})]);
    expect(await kept()).toEqual([EVENT]);
    expect(await events.find('shop', 'e1')).toEqual(EVENT);
    expect(log.lines).toEqual([
      {
        message: 'security event',
        fields: {
          event_id: 'e1',
          event_type: 'sms_verification_failure',
          tenant_id: 'shop',
          user_id: 'alice',
          user_name: 'a***@example.com',
          user_ex_sub: 'ext-7',
          client_id: 'web-app',
          transaction_id: '9sQ0b1Vt…',
          ip_address: '203.0.113.7',
          user_agent: 'curl/8 user_id=mallory "x"',
        },
      },
    ]);
  });

  it('show what else the tenant wants, and leave out the rest', async () => {
    await events.append([
      deliver({
        stage: 'processed',
        serviceName: 'shop',
        includeUserId: false,
        includeUserName: false,
        includeExternalUserId: false,
        includeClientId: false,
        includeIpAddress: false,
        includeUserAgent: false,
        includeDetail: true,
        detailScrubKeys: ['destination'],
        includeUserDetail: true,
        customTags: { team: 'identity' },
      }),
    ]);
    expect(log.lines[0]?.fields).toEqual({
      event_id: 'e1',
      event_type: 'sms_verification_failure',
      tenant_id: 'shop',
      stage: 'processed',
      service_name: 'shop',
      user_status: 'REGISTERED',
      transaction_id: '9sQ0b1Vt…',
      detail: { reason: 'wrong_code' },
      tags: { team: 'identity' },
    });
  });

  it('are one text in the simple format, in which no caller can forge a value', async () => {
    await events.append([deliver({ format: 'simple', includeDetail: true, customTags: { team: 'identity' } })]);
    expect(log.lines).toEqual([
      {
        message:
          'security event event_id=e1 event_type=sms_verification_failure tenant_id=shop user_id=alice ' +
          'user_name=a***@example.com user_ex_sub=ext-7 client_id=web-app transaction_id=9sQ0b1Vt… ' +
          'ip_address=203.0.113.7 user_agent="curl/8 user_id=mallory \\"x\\"" reason=wrong_code ' +
          'destination=+81********78 team=identity',
        fields: {},
      },
    ]);
  });

  it('are written only when the store keeps none', async () => {
    await events.append([deliver({}, false)]);
    expect([await kept(), log.lines.length]).toEqual([[], 1]);
  });

  it('are written once they are durable, and not when they are not', async () => {
    const down: SecurityEventStore = Object.assign(new MemorySecurityEventStore(), {
      append: () => Promise.reject(new Error('down')),
    });
    await expect(new LoggedSecurityEvents(down, log).append([deliver({})])).rejects.toThrow('down');
    expect(log.lines).toEqual([]);
  });

  it('of others go into the same store untouched', async () => {
    await events.append([EVENT, { ...deliver({}), id: 'e2' }]);
    expect((await kept()).map(({ id }) => id).toSorted()).toEqual(['e1', 'e2']);
    expect(log.lines.map(({ fields }) => fields['event_id'])).toEqual(['e2']);
  });
});

describe('the engine', () => {
  const eventLog = { ...EVENT_LOG_DEFAULTS };
  const emitted = async (tenant: Parameters<typeof TestEngine.create>[0]): Promise<readonly SecurityEvent[]> => {
    const engine = await TestEngine.create(tenant);
    await engine.user({ preferredUsername: 'alice@example.com', externalUserId: 'ext-7' });
    const login = await engine.start();
    await login.password('alice@example.com', 'Test1234!');
    await login.finish();
    return (await engine.eventStore.query(engine.tenant.id, { limit: 100, offset: 0 })).list;
  };

  it('says of each event of such a tenant where it goes', async () => {
    const events = await emitted({ tenant: { eventLog, eventPersistenceEnabled: false } });
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['authorization_started', 'password_success', 'oauth_authorize']),
    );
    for (const { delivery } of events) expect(delivery).toMatchObject({ isStored: false, log: eventLog });
    expect(events.find(({ type }) => type === 'password_success')?.delivery?.externalUserId).toBe('ext-7');
  });

  it.each([
    ['without a log', {}],
    ['with a log that is disabled', { eventLog: { ...eventLog, format: 'disabled' as const } }],
  ])('says nothing for a tenant %s', async (_which, tenant) => {
    for (const event of await emitted({ tenant })) expect(event).not.toHaveProperty('delivery');
    expect(await emitted({ tenant: { ...tenant, eventPersistenceEnabled: false } })).toEqual([]);
  });
});
