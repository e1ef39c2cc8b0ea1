import { PASSWORD_RESET_PROOF_SECONDS, type Answer, type OwnToken, type User } from '@tessera/core';
import { TestEngine } from '../support/engine.js';
import { TestSessions } from '../support/sessions.js';

const NEW = 'Correct-Horse-42!';
const LOGIN = { sessionId: 'session-1', grantId: 'grant-1', tokenId: 'token-1' };
const FACTORS = [{ method: 'password', at: 0 }] as const;

describe('a password that its user sets', () => {
  let engine: TestEngine;
  let sessions: TestSessions;
  let user: User;
  beforeEach(async () => {
    sessions = new TestSessions();
    engine = await TestEngine.create({ sessions });
    user = await engine.user({ email: 'ann@example.com', preferredUsername: 'ann@example.com' });
    for (const id of ['session-1', 'session-2', 'session-3']) sessions.open(user.sub, FACTORS, id);
  });

  const tokenOf = (more: Partial<OwnToken> = {}): OwnToken => ({
    sub: user.sub,
    clientId: 'web-app',
    scopes: ['openid'],
    login: LOGIN,
    ...more,
  });
  const change = (currentPassword = 'Test1234!', newPassword = NEW, token = tokenOf()): Promise<Answer> =>
    engine.tessera.changeOwnPassword.execute({
      tenant: engine.tenant,
      token,
      currentPassword,
      newPassword,
      ipAddress: '203.0.113.7',
    });
  const fits = async (password: string): Promise<boolean> =>
    engine.hasher.verify(password, (await engine.stored(user.sub))?.passwordHash);
  const trail = async (): Promise<readonly unknown[]> => {
    const { list } = await engine.eventStore.query(engine.tenant.id, { limit: 100, offset: 0 });
    return [...list].reverse().map(({ type, detail }) => (detail.reason === undefined ? type : [type, detail.reason]));
  };

  describe('by the current one', () => {
    it('is the only one that fits afterwards', async () => {
      expect(await change()).toEqual({ status: 204, body: {} });
      expect([await fits(NEW), await fits('Test1234!')]).toEqual([true, false]);
      expect((await (await engine.start()).password('ann@example.com', NEW)).status).toBe(200);
    });

    it('leaves nobody a login begun with the former one; with the new one it goes on', async () => {
      const login = await engine.start();
      await login.password('ann@example.com', 'Test1234!');
      engine.clock.advanceSeconds(1);
      await change();
      expect(await login.complete()).toMatchObject({
        refused: { status: 400, body: { error_description: 'Authentication is required' } },
      });
      engine.clock.advanceSeconds(1);
      await login.password('ann@example.com', NEW);
      expect(await login.complete()).not.toHaveProperty('refused');
    });

    it('ends every session but the calling one', async () => {
      await change();
      expect([...sessions.living.keys()]).toEqual(['session-1']);
      expect(sessions.kept).toEqual(LOGIN);
      expect(await trail()).toEqual(['session_end', 'session_end', 'password_change_success']);
    });

    it('ends all of them when the token has nothing that could be spared', async () => {
      const { login: _none, ...token } = tokenOf();
      await change('Test1234!', NEW, token);
      expect(sessions.living.size).toBe(0);
    });

    it('must meet the policy, which costs no attempt', async () => {
      for (let round = 0; round < 8; round += 1) {
        expect(await change('Test1234!', 'short')).toMatchObject({
          status: 400,
          body: {
            error: 'invalid_request',
            error_description: 'Password does not meet the password policy',
            error_messages: ['password must be at least 8 characters long'],
          },
        });
      }
      expect(engine.hasher.verified).toEqual([]);
      expect((await trail())[0]).toEqual(['password_change_failure', 'password_policy']);
      expect((await change()).status).toBe(204);
    });

    it('is refused with a wrong one on the counter of the sign-in', async () => {
      const login = await engine.start();
      for (let round = 0; round < 3; round += 1)
        expect(await change('wrong')).toMatchObject({ status: 400, body: { error: 'invalid_credentials' } });
      for (let round = 0; round < 2; round += 1) await login.password('ann@example.com', 'wrong');
      const limited = await change();
      expect(limited).toMatchObject({ status: 400, body: { error: 'too_many_attempts' } });
      expect(limited.retryAfterSeconds).toBeGreaterThan(0);
      expect((await login.password('ann@example.com')).body['error']).toBe('too_many_attempts');
      expect(await fits('Test1234!')).toBe(true);
      expect(sessions.living.size).toBe(3);
      expect((await trail()).at(-1)).toEqual(['password_failure', 'too_many_attempts']);
    });

    it('resets the counter when it was right', async () => {
      for (let round = 0; round < 4; round += 1) await change('wrong');
      await change();
      for (let round = 0; round < 4; round += 1)
        expect((await change('wrong')).body['error']).toBe('invalid_credentials');
      expect((await change(NEW, 'Another-Horse-42!')).status).toBe(204);
    });

    it('is refused where there is none, or the user may not sign in', async () => {
      const { passwordHash: _none, ...bare } = user;
      const other = { ...bare, sub: 'no-password', preferredUsername: 'b@example.com', email: 'b@example.com' };
      await engine.users.insert(other);
      expect((await change('', NEW, tokenOf({ sub: other.sub }))).body['error']).toBe('invalid_credentials');
      await engine.users.patch(engine.tenant.id, user.sub, { status: 'LOCKED' });
      expect((await change()).status).toBe(401);
      expect((await change('Test1234!', NEW, tokenOf({ sub: 'nobody' }))).status).toBe(401);
    });

    it('is judged anew when the hash was renewed in between, and refused when the password was changed', async () => {
      const { hash } = engine.hasher;
      const onceBeforeWriting = (passwordHash: string): void => {
        engine.hasher.hash = async (password) => {
          engine.hasher.hash = hash;
          await engine.users.patch(engine.tenant.id, user.sub, { passwordHash });
          return hash.call(engine.hasher, password);
        };
      };
      onceBeforeWriting('old:Test1234!');
      expect((await change()).status).toBe(204);
      onceBeforeWriting('old:somebody else');
      expect((await change(NEW, 'Another-Horse-42!')).body['error']).toBe('invalid_credentials');
      expect(await fits('somebody else')).toBe(true);
    });

    it('costs no attempt when too many hashes are waiting', async () => {
      engine.hasher.isOverloaded = true;
      for (let round = 0; round < 8; round += 1)
        await expect(change()).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
      engine.hasher.isOverloaded = false;
      expect((await change()).status).toBe(204);
    });
  });

  describe('by a one-time code', () => {
    let taken: number;
    const proof = (ageSeconds = 0): OwnToken['codeProof'] & object => ({
      at: engine.clock.now() - ageSeconds * 1000,
      take: async () => {
        taken += 1;
        return taken === 1;
      },
    });
    const reset = (codeProof?: OwnToken['codeProof'], newPassword = NEW): Promise<Answer> =>
      engine.tessera.resetOwnPassword.execute({
        tenant: engine.tenant,
        token: tokenOf({ scopes: ['openid', 'password:reset'], ...(codeProof ? { codeProof } : {}) }),
        newPassword,
      });
    beforeEach(() => {
      taken = 0;
    });

    it('is set, every session ends and whoever was shut out by wrong guesses may come in', async () => {
      const login = await engine.start();
      for (let round = 0; round < 6; round += 1) await login.password('ann@example.com', 'wrong');
      expect(await reset(proof())).toEqual({ status: 204, body: {} });
      expect([await fits(NEW), await fits('Test1234!'), sessions.living.size]).toEqual([true, false, 0]);
      expect((await trail()).at(-1)).toBe('password_reset_success');
      expect((await (await engine.start()).password('ann@example.com', NEW)).status).toBe(200);
    });

    it('is refused without a code, and with one of more than ten minutes ago', async () => {
      const refused = { status: 401, body: { error: 'insufficient_user_authentication' } };
      expect(await reset()).toMatchObject(refused);
      expect(await reset(proof(PASSWORD_RESET_PROOF_SECONDS))).toMatchObject(refused);
      expect(await trail()).toEqual([
        ['password_reset_failure', 'unmet_policy'],
        ['password_reset_failure', 'expired'],
      ]);
      expect([taken, await fits('Test1234!'), sessions.living.size]).toEqual([0, true, 3]);
      expect((await reset(proof(PASSWORD_RESET_PROOF_SECONDS - 1))).status).toBe(204);
    });

    it('is set once', async () => {
      const codeProof = proof();
      const answers = await Promise.all([1, 2, 3, 4].map((n) => reset(codeProof, `${NEW}${n}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401, 401]);
      const winner = answers.findIndex(({ status }) => status === 204) + 1;
      expect(await fits(`${NEW}${winner}`)).toBe(true);
    });

    it('keeps the code when the password does not meet the policy, or nothing could be hashed', async () => {
      expect((await reset(proof(), 'short')).body['error_messages']).toHaveLength(1);
      engine.hasher.isOverloadedForHashes = true;
      await expect(reset(proof())).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
      expect(taken).toBe(0);
    });

    it('is refused when the user may not sign in', async () => {
      await engine.users.patch(engine.tenant.id, user.sub, { status: 'DISABLED' });
      expect((await reset(proof())).status).toBe(401);
      expect([taken, await fits('Test1234!')]).toEqual([0, true]);
    });
  });
});
