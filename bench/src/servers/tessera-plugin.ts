import type { OutboundMessage, Sender } from '@tessera/core';
import { OutboxClient } from './outbox-client.js';
import { profileOnDemand } from './profiling.js';
import { answerUsageQuestions } from './usage.js';

/** Loaded by `TESSERA_PLUGINS`: a sender whose messages reach the load generator, since a production server shows no codes. */
export function register(plugins: { readonly smsSenders: Sender[] }): void {
  answerUsageQuestions();
  profileOnDemand();
  const outbox = new OutboxClient(process.env['BENCH_OUTBOX'] ?? '');
  plugins.smsSenders.push({
    name: 'bench_outbox',
    secretPaths: [],
    // The outbox writes later, and what it cannot write is lost.
    isImmediate: true,
    validateSettings: () => [],
    send: async ({ to, code }: OutboundMessage) => outbox.put(to, code),
  });
}
