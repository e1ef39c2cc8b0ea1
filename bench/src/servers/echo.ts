import express from 'express';
import type { AddressInfo } from 'node:net';
import { answerUsageQuestions } from './usage.js';

/** The yardstick: a stock Express application that answers with the JSON it was sent. */
const app = express();
app.use(express.json());
app.post('/echo', (req, res) => {
  res.json(req.body);
});
const server = app.listen(0, '127.0.0.1', () => {
  answerUsageQuestions();
  process.send?.({ port: (server.address() as AddressInfo).port });
});
