import type { TransactionCall } from '@tessera/core';
import type { Request, Response } from 'express';

/** Answers a call below `/v1/authorizations/{id}`. */
export type FlowHandler = (call: TransactionCall, req: Request, res: Response) => Promise<void>;
