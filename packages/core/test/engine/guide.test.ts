import { MFA_POLICY, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

describe('a login with password and SMS', () => {
  it('succeeds with both, and stores that the number is verified', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.policy(MFA_POLICY);
    const user = await engine.user({ preferredUsername: 'a@example.com' });
    const login = await engine.start();
    expect(await login.password('A@example.com')).toEqual({
      status: 200,
      body: {
        status: 'success',
        user_id: user.sub,
        username: 'a@example.com',
        user: { sub: user.sub, status: 'REGISTERED' },
      },
    });
    const answer = await login.challenge({ phone_number: '+81-90-1234-5678' });
    expect(answer.status).toBe(200);
    expect(engine.sms.messages.map(({ to }) => to)).toEqual(['+819012345678']);
    expect(await login.verify(engine.code)).toEqual({
      status: 200,
      body: { status: 'success', user: { sub: user.sub, status: 'REGISTERED' } },
    });
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ sub: user.sub, methods: ['password', 'sms'] });
    expect(await engine.stored(user.sub)).toMatchObject({ phoneNumberVerified: true });
  });
});
