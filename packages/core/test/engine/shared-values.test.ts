import { SharedValues } from '../../src/engine/shared-values.js';
import { TestEngine } from '../support/engine.js';

describe('shared values', () => {
  const shared = new SharedValues();

  it('gives equal values as one object', () => {
    const first = { scopes: ['openid'], redirectUri: 'https://app.example.com/callback' };
    expect(shared.share(first)).toBe(first);
    expect(shared.share({ ...first })).toBe(first);
  });

  it('keeps apart what differs anywhere', () => {
    const one = shared.share({ prompt: [], uiLocales: ['ja'] });
    expect(shared.share({ prompt: ['ja'], uiLocales: [] })).not.toBe(one);
  });

  it('keeps nothing that is long', () => {
    const long = { redirectUri: `https://app.example.com/${'a'.repeat(1000)}` };
    expect(shared.share(long)).toBe(long);
    const again = { ...long };
    expect(shared.share(again)).toBe(again);
  });
});

describe('the logins of a client', () => {
  it('share what they asked for and are judged by', async () => {
    const engine = await TestEngine.create();
    const [one, other] = [await (await engine.start()).snapshot(), await (await engine.start()).snapshot()];
    expect(other.request).toBe(one.request);
    expect(other.policy).toBe(one.policy);
  });
});
