import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerUsageQuestions } from './usage.js';

/** An SMS service on this machine that takes everything, at once or after `BENCH_DELAY` milliseconds. */
const delay = Number(process.env['BENCH_DELAY'] ?? '0');
const body = JSON.stringify({ transaction_id: 'a-transaction' });
const server = createServer((req, res) => {
  req.resume();
  const answer = (): void => {
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  };
  req.on('end', () => {
    if (delay > 0) setTimeout(answer, delay);
    else answer();
  });
});
server.listen(0, '127.0.0.1', () => {
  answerUsageQuestions();
  process.send?.({ port: (server.address() as AddressInfo).port });
});
