import type { Answer } from '@tessera/core';
import type { Response } from 'express';

/** Writes an answer of the engine: status, JSON, `Retry-After`, never cached. */
export function sendAnswer(res: Response, answer: Answer): void {
  if (answer.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(answer.retryAfterSeconds));
  sendJson(res, answer.status, answer.body);
}

/** Writes JSON that no cache may keep. */
export function sendJson(res: Response, status: number, body: unknown): void {
  res.setHeader('Cache-Control', 'no-store');
  res.status(status).json(body);
}
