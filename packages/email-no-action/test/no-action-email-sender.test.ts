import { NoActionEmailSender } from '@tessera/email-no-action';
import { aMessage, jsonAnswer, ScriptedHttpClient, senderContract } from '@tessera/testkit';

senderContract({ describe, it, beforeEach, afterEach }, async () => ({
  sender: new NoActionEmailSender(),
  settings: {},
  http: new ScriptedHttpClient(jsonAnswer(200, {})),
  wrong: [{ settings: { 'a/b': true }, pointer: '/a~1b' }],
  failures: [],
}));

describe('NoActionEmailSender', () => {
  it('reaches for no network', async () => {
    const http = new ScriptedHttpClient({ kind: 'fault', fault: 'unreachable', cause: 'no network' });
    await new NoActionEmailSender().send(aMessage({ http, to: 'a@example.com', subject: 'Code' }));
    expect(http.requests).toEqual([]);
  });
});
