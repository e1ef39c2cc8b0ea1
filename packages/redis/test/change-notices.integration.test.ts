import type { ChangeNotice } from '@tessera/core';
import { findRedisServer, NoticeListener, startRedis, type StartedRedis } from '@tessera/testkit';
import { RedisChangeNotices } from '@tessera/redis';
import { eventually, openScene, type Scene } from './support/scene.js';

const program = findRedisServer();
if (program === undefined) {
  const reason = 'redis-server is not on the PATH';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`skipping the outages of change notices: ${reason}\n`);
}
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = program === undefined ? describe.skip : describe;

suite('RedisChangeNotices', () => {
  let server: StartedRedis;
  let here: Scene;
  let there: Scene;
  let notices: RedisChangeNotices;
  let otherNode: RedisChangeNotices;
  let gaps: number;

  const aNotice = (key: string): ChangeNotice => ({ tenantId: 'tenant', what: 'tenant', key });

  beforeEach(async () => {
    server = await startRedis(program ?? '');
    here = await openScene({ url: server.url, commandTimeoutMilliseconds: 500 });
    there = await here.another();
    notices = new RedisChangeNotices(here);
    otherNode = new RedisChangeNotices(there);
    gaps = 0;
    otherNode.onGap(() => (gaps += 1));
    await Promise.all([notices.ready(), otherNode.ready()]);
  });
  afterEach(async () => {
    server.resume();
    await Promise.all([notices.close(), otherNode.close()]);
    await here.dispose();
    await server.stop();
  });

  /** Cuts the connection on which the other node listens, as a network fault would. */
  const cutReaders = async (): Promise<void> => {
    await here.redis.command(async (client) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
  };

  it('tells its own subscribers before it returns', () => {
    const listener = new NoticeListener(notices);
    const published = notices.publish(aNotice('a'));
    expect(listener.heard).toEqual([aNotice('a')]);
    return published;
  });

  it('tells a node its own notices once', async () => {
    const [own, foreign] = [new NoticeListener(notices), new NoticeListener(notices)];
    await notices.publish(aNotice('a'));
    await otherNode.publish(aNotice('b'));
    await foreign.waitFor(aNotice('b'));
    expect(own.heard).toEqual([aNotice('a'), aNotice('b')]);
  });

  it('goes on after a lost connection where it was, and misses nothing', async () => {
    const listener = new NoticeListener(otherNode);
    await notices.publish(aNotice('before'));
    await listener.waitFor(aNotice('before'));
    await cutReaders();
    await notices.publish(aNotice('meanwhile'));
    await listener.waitFor(aNotice('meanwhile'));
    expect(listener.heard).toEqual([aNotice('before'), aNotice('meanwhile')]);
    expect(gaps).toBe(0);
  });

  it('tells of a gap when the place where it was is gone, and gives what is still there', async () => {
    const listener = new NoticeListener(otherNode);
    await notices.publish(aNotice('before'));
    await listener.waitFor(aNotice('before'));
    await server.kill();
    await eventually('the connection is lost', () => here.redis.client.status !== 'ready');
    await server.restart();
    await eventually('the gap is told', () => gaps === 1);
    await notices.publish(aNotice('after'));
    await listener.waitFor(aNotice('after'));
    expect(gaps).toBe(1);
  }, 20_000);

  it('keeps what Redis did not take and sends it when Redis is back', async () => {
    const listener = new NoticeListener(otherNode);
    await server.kill();
    await eventually('the connection is lost', () => here.redis.client.status !== 'ready');
    await notices.publish(aNotice('kept'));
    expect(listener.heard).toEqual([]);
    await server.restart();
    await listener.waitFor(aNotice('kept'));
  }, 20_000);
});
