import { aMessage, jsonAnswer, ScriptedHttpClient, senderContract } from '@tessera/testkit';
import { NoActionSmsSender } from '@tessera/sms-no-action';

senderContract({ describe, it, beforeEach, afterEach }, async () => ({
  sender: new NoActionSmsSender(),
  settings: {},
  http: new ScriptedHttpClient(jsonAnswer(200, {})),
  wrong: [{ settings: { 'a/b': true }, pointer: '/a~1b' }],
  failures: [],
}));

describe('NoActionSmsSender', () => {
  it('reaches for no network', async () => {
    const http = new ScriptedHttpClient({ kind: 'fault', fault: 'unreachable', cause: 'no network' });
    await new NoActionSmsSender().send(aMessage({ http }));
    expect(http.requests).toEqual([]);
  });
});
