import { internalSmsOver, PROVIDER_PATHS } from '../support/abuse-documents.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { SignIn } from '../support/sign-in.js';
import { startStandInProvider } from '../support/stand-in-provider.js';
import type { StandInProvider } from '../support/stand-in-provider.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import { startTraceCollector } from '../support/trace-collector.js';
import type { CollectedSpan, TraceCollector } from '../support/trace-collector.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('the traces of a server', () => {
  let provider: StandInProvider;
  let collector: TraceCollector;
  let output: string;
  const secrets: string[] = [];

  beforeAll(async () => {
    provider = await startStandInProvider();
    collector = await startTraceCollector();
    const server = await startServer({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'id', TESSERA_LOG_LEVEL: 'info' },
    });
    await new Management(server.variables).create('authentication-configurations', internalSmsOver(provider));
    const login = await SignIn.start(server.variables);
    const { phone_number, ...person } = somebody();
    await login.register({ ...person, phone_number });
    const response = await checkedFetch(
      `${server.url}/${server.variables.TENANT_ID}/v1/authorizations/${login.id}/sms-authentication-challenge`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', traceparent: `00-${TRACE}-${PARENT}-01`, 'X-Request-Id': 'r-1' },
        body: JSON.stringify({ phone_number }),
      },
    );
    const { verification_code: code } = (await response.json()) as { verification_code: string };
    await login.verify(code === '000000' ? '111111' : '000000');
    const { accessToken } = await login.tokens().catch(() => ({ accessToken: 'none was issued' }));
    secrets.push(login.id, `"${code}"`, accessToken, phone_number, '+819012345', person.email, person.password);
    // What is under way is sent when the server ends.
    await server.stop();
    output = server.child.output();
  }, 2 * SERVER_TIMEOUT);

  afterAll(() => {
    collector.close();
    provider.close();
  });

  const named = (name: string): CollectedSpan => {
    const found = collector.spans().find((span) => span.traceId === TRACE && span.name === name);
    if (!found)
      throw new Error(
        `no span ${name} among ${collector
          .spans()
          .map((span) => span.name)
          .join(', ')}`,
      );
    return found;
  };
  const attribute = (span: CollectedSpan, name: string): unknown =>
    Object.values(span.attributes.find(({ key }) => key === name)?.value ?? {})[0];

  it('hold the request, the interaction, the sending and the outbound call, each within the one before', () => {
    const request = named('POST /{tenantId}/v1/authorizations/{id}/sms-authentication-challenge');
    const interaction = named('interaction sms-authentication-challenge');
    const send = named('send http_request');
    const call = named('POST');
    expect([request, interaction, send, call].map(({ parentSpanId }) => parentSpanId)).toEqual([
      PARENT,
      request.spanId,
      interaction.spanId,
      send.spanId,
    ]);
    expect(attribute(interaction, 'tessera.outcome')).toBe('success');
    expect(attribute(call, 'http.response.status_code')).toBe(200);
    expect(attribute(call, 'server.address')).toBe('127.0.0.1');
  });

  it('go on at the service outside', () => {
    const [message] = provider.requestsTo(PROVIDER_PATHS.messages);
    expect(message?.headers['traceparent']).toBe(`00-${TRACE}-${named('POST').spanId}-01`);
  });

  it('say why a verification was refused', () => {
    const spans = collector.spans().filter(({ name }) => name === 'interaction sms-authentication');
    expect(spans.map((span) => attribute(span, 'tessera.reason'))).toEqual(['wrong_code']);
  });

  it('hold no code, number, name, token or id of a login', () => {
    for (const secret of secrets) expect(collector.text()).not.toContain(secret);
  });

  it('are named in the log line of their request', () => {
    const line = output.split('\n').find((text) => text.includes('"request_id":"r-1"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ request_id: 'r-1', trace_id: TRACE, status: 200 });
  });
});

describe('a server without tracing', () => {
  it(
    'tells the service outside of no trace, and forwards none',
    async () => {
      const provider = await startStandInProvider();
      const server = await startServer();
      try {
        await new Management(server.variables).create('authentication-configurations', internalSmsOver(provider));
        const login = await SignIn.start(server.variables);
        const person = somebody();
        await login.register(person);
        expect((await login.challenge(person.phone_number)).status).toBe(200);
        expect(provider.requestsTo(PROVIDER_PATHS.messages)[0]?.headers['traceparent']).toBeUndefined();
      } finally {
        await server.stop();
        provider.close();
      }
    },
    2 * SERVER_TIMEOUT,
  );
});
