import { PrometheusMetrics } from '../src/index.js';

const MINUTE = 60_000;

function metrics(): { readonly it: PrometheusMetrics; advance(milliseconds: number): void } {
  let time = 0;
  return { it: new PrometheusMetrics({ now: () => time, withProcess: false }), advance: (by) => (time += by) };
}

async function samples(it: PrometheusMetrics, name: string): Promise<readonly string[]> {
  return (await it.render()).split('\n').filter((line) => line.startsWith(name));
}

const verified = { interaction: 'sms-authentication', outcome: 'success', reason: '', mode: 'internal' } as const;
const sent = { channel: 'sms', sender: 'twilio', result: 'sent' } as const;

describe('the Prometheus metrics', () => {
  it('count interactions by outcome and reason, and verifications by channel and mode', async () => {
    const { it: all } = metrics();
    all.interactionEnded(verified);
    all.interactionEnded({ ...verified, outcome: 'rejected', reason: 'wrong_code' });
    all.interactionEnded({ ...verified, outcome: 'rejected', reason: 'wrong_code' });
    expect(await samples(all, 'tessera_interactions_total')).toEqual([
      'tessera_interactions_total{interaction="sms-authentication",outcome="success",reason="none"} 1',
      'tessera_interactions_total{interaction="sms-authentication",outcome="rejected",reason="wrong_code"} 2',
    ]);
    expect(await samples(all, 'tessera_verifications_total')).toEqual([
      'tessera_verifications_total{channel="sms",mode="internal",outcome="success"} 1',
      'tessera_verifications_total{channel="sms",mode="internal",outcome="wrong_code"} 2',
    ]);
  });

  it('count what a budget refused under its reason', async () => {
    const { it: all } = metrics();
    const interaction = 'sms-authentication-challenge';
    all.interactionEnded({ interaction, outcome: 'rejected', reason: 'cooldown', mode: 'internal' });
    all.interactionEnded({ interaction, outcome: 'rejected', reason: 'schema', mode: 'internal' });
    expect(await samples(all, 'tessera_budget_refusals_total')).toEqual([
      `tessera_budget_refusals_total{interaction="${interaction}",reason="cooldown"} 1`,
    ]);
  });

  it('show the share of verified codes of the last hour, and nothing when none was sent', async () => {
    const { it: all, advance } = metrics();
    expect(await samples(all, 'tessera_send_to_verify_ratio{')).toEqual([]);
    for (let count = 0; count < 4; count += 1) all.sendEnded(sent);
    all.interactionEnded(verified);
    advance(59 * MINUTE);
    expect(await samples(all, 'tessera_send_to_verify_ratio{')).toEqual([
      'tessera_send_to_verify_ratio{channel="sms"} 0.25',
    ]);
    all.sendEnded({ ...sent, result: 'failed' });
    advance(MINUTE);
    expect(await samples(all, 'tessera_send_to_verify_ratio{')).toEqual([]);
  });

  it('keep the labels that callers could choose to a closed list', async () => {
    const { it: all } = metrics();
    for (let count = 0; count < 50; count += 1) {
      all.tokenAnswered(`urn:grant-${count}`, 'refused');
      all.interactionEnded({ ...verified, outcome: 'rejected', reason: `reason-${count}` });
      all.httpAnswered({ route: 'other', method: `M${count}`, status: 404, milliseconds: 1 });
    }
    expect(await samples(all, 'tessera_tokens_issued_total')).toEqual([
      'tessera_tokens_issued_total{grant_type="other",outcome="refused"} 50',
    ]);
    expect(await samples(all, 'tessera_interactions_total')).toHaveLength(1);
    expect(await samples(all, 'tessera_http_request_duration_seconds_count')).toHaveLength(1);
  });

  it('measure a provider in seconds', async () => {
    const { it: all } = metrics();
    const call = {
      interaction: 'sms-authentication',
      sender: 'http_request',
      status: 503,
      outcome: 'failure',
    } as const;
    all.providerCalled({ ...call, milliseconds: 1500 });
    expect(await samples(all, 'tessera_provider_request_duration_seconds_sum')).toEqual([
      'tessera_provider_request_duration_seconds_sum{interaction="sms-authentication",sender_type="http_request",outcome="failure",status_class="5xx"} 1.5',
    ]);
  });

  it('ask a gauge each time it is read', async () => {
    const { it: all } = metrics();
    let depth = 3;
    all.gauge('queue_depth', 'Waiting.', () => depth);
    expect(await samples(all, 'tessera_queue_depth')).toEqual(['tessera_queue_depth 3']);
    depth = 0;
    expect(await samples(all, 'tessera_queue_depth')).toEqual(['tessera_queue_depth 0']);
  });

  it('tell of the process: event loop lag, memory, CPU', async () => {
    const text = await new PrometheusMetrics().render();
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_cpu_seconds_total', 'nodejs_heap_size_used_bytes'])
      expect(text).toContain(name);
  });
});
