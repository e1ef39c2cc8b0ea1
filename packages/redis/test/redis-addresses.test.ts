import { readAddresses } from '../src/redis-addresses.js';

describe('readAddresses', () => {
  it('reads host, port, user, password and database', () => {
    expect(readAddresses(['redis://us%40er:p%3Ass@redis.example.com:6380/2'])).toEqual({
      nodes: [{ host: 'redis.example.com', port: 6380 }],
      isTls: false,
      username: 'us@er',
      password: 'p:ss',
      database: 2,
    });
  });

  it('falls back to port 6379 and database 0', () => {
    expect(readAddresses(['redis://[::1]'])).toMatchObject({ nodes: [{ host: '::1', port: 6379 }], database: 0 });
  });

  it('speaks TLS with rediss, and takes several nodes', () => {
    expect(readAddresses(['rediss://a:1', 'rediss://b:2'])).toMatchObject({
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      isTls: true,
    });
  });

  it.each([
    [[]],
    [['http://:secret@a']],
    [['redis://']],
    [['localhost:6379']],
    [['redis://:secret@a/x']],
    [['redis://:secret@a', 'rediss://b']],
  ])('refuses %j without repeating the password', (urls) => {
    let error: unknown;
    try {
      readAddresses(urls);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
    expect(String(error)).not.toContain('secret');
  });
});
