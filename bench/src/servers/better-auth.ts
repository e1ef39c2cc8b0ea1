import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { phoneNumber } from 'better-auth/plugins/phone-number';
import { OutboxClient } from './outbox-client.js';
import { answerUsageQuestions } from './usage.js';

/** better-auth's phone-number plugin as fast as it goes: arrays in memory, no rate limit, no logs, no telemetry, bare `node:http`. */
const outbox = new OutboxClient(process.env['BENCH_OUTBOX'] ?? '');
const auth = betterAuth({
  baseURL: 'http://127.0.0.1',
  secret: 'a-secret-for-measurements-that-guards-nothing',
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  advanced: { disableCSRFCheck: true, disableOriginCheck: true },
  plugins: [
    phoneNumber({
      sendOTP: ({ phoneNumber: to, code }) => outbox.put(to, code),
      signUpOnVerification: { getTempEmail: (to) => `${to.slice(1)}@example.com`, getTempName: (to) => to },
    }),
  ],
});
const handler = toNodeHandler(auth);
const server = createServer((req, res) => void handler(req, res));
server.listen(0, '127.0.0.1', () => {
  answerUsageQuestions();
  process.send?.({ port: (server.address() as AddressInfo).port });
});
