import { SendFailure } from '../../ports/sender.js';
import type { Sender } from '../../ports/sender.js';

/** `sender_type` of the sender that is configuration, not code. */
export const HTTP_REQUEST_SENDER = 'http_request';

/**
 * Stands for `http_request` where no sender of this name is registered. Its messages go out through
 * `InternalChallengeDetails.httpRequest`, which core runs itself; its settings are checked by the HTTP request reader.
 */
export const httpRequestSender: Sender = {
  name: HTTP_REQUEST_SENDER,
  secretPaths: [],
  validateSettings: () => [],
  send: () => Promise.reject(new SendFailure('transport', 'http_request is sent through details.httpRequest')),
};
