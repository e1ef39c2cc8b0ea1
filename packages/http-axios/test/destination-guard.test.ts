import {
  DestinationDenied,
  DestinationGuard,
  type DestinationGuardOptions,
  type HostAddress,
} from '@tessera/http-axios';
import { StandingClock } from './support/fixture.js';

function guardWith(options: DestinationGuardOptions = {}, clock = new StandingClock()): DestinationGuard {
  return new DestinationGuard(clock, options);
}

function resolvingTo(...addresses: string[]): () => Promise<readonly HostAddress[]> {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

/** The host as the URL parser hands it on. */
function hostOf(url: string): string {
  return new URL(url).hostname;
}

const DENIED = [
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local', '169.254.1.1'],
  ['cloud metadata', '169.254.169.254'],
  ['cloud metadata of Alibaba', '100.100.100.200'],
  ['cloud metadata of Oracle', '192.0.0.192'],
  ['cloud metadata of Azure', '168.63.129.16'],
  ['carrier NAT', '100.64.0.1'],
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['benchmarking', '198.18.0.1'],
  ['loopback', '[::1]'],
  ['unspecified', '[::]'],
  ['link-local', '[fe80::1]'],
  ['site-local', '[fec0::1]'],
  ['unique local', '[fc00::1]'],
  ['cloud metadata', '[fd00:ec2::254]'],
  ['multicast', '[ff02::1]'],
  ['documentation', '[2001:db8::1]'],
  ['documentation', '[3fff::1]'],
  ['benchmarking', '[2001:2::1]'],
  ['6to4 of a private address', '[2002:a00:1::1]'],
  ['NAT64 of a private address', '[64:ff9b::a00:1]'],
  ['local NAT64', '[64:ff9b:1::1]'],
  ['Teredo', '[2001:0:1::1]'],
  ['discard', '[100::1]'],
  ['IPv4-mapped private', '[::ffff:10.0.0.1]'],
  ['IPv4-mapped loopback', '[::ffff:7f00:1]'],
  ['IPv4-mapped metadata', '[::ffff:a9fe:a9fe]'],
  ['IPv4-compatible', '[::a00:1]'],
  ['IPv4-translated', '[::ffff:0:a00:1]'],
  ['unassigned', '[4000::1]'],
] as const;

describe('DestinationGuard', () => {
  it.each(DENIED)('denies %s: %s', async (_kind, host) => {
    await expect(guardWith().admit(hostOf(`https://${host}/`))).rejects.toBeInstanceOf(DestinationDenied);
  });

  it.each(DENIED)('denies a name that leads to %s: %s', async (_kind, host) => {
    const guard = guardWith({ resolve: resolvingTo(host.replace(/[[\]]/g, '')) });
    await expect(guard.admit('api.example.com')).rejects.toBeInstanceOf(DestinationDenied);
  });

  it.each(['2130706433', '0x7f.1', '017700000001', '127.1', '0x7f000001', '１２７.0.0.1', '127.0.0.1.'])(
    'denies loopback written as %s',
    async (host) => {
      await expect(guardWith().admit(hostOf(`http://${host}/`))).rejects.toBeInstanceOf(DestinationDenied);
    },
  );

  it.each(['8.8.8.8', '[2606:4700::1111]', '172.32.0.1', '100.128.0.1', '[::ffff:8.8.8.8]'])(
    'admits the public address %s',
    async (host) => {
      await expect(guardWith().admit(hostOf(`https://${host}/`))).resolves.toBeDefined();
    },
  );

  it('gives the checked addresses of a name', async () => {
    const guard = guardWith({ resolve: resolvingTo('8.8.8.8', '2606:4700::1111') });
    await expect(guard.admit('API.Example.com.')).resolves.toEqual({
      host: 'api.example.com',
      addresses: [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
      pin: '8.8.8.8,2606:4700::1111',
    });
  });

  it('denies a name when only one of its addresses is denied', async () => {
    const guard = guardWith({ resolve: resolvingTo('8.8.8.8', '10.0.0.1') });
    await expect(guard.admit('api.example.com')).rejects.toThrow('api.example.com (10.0.0.1)');
  });

  it('denies an answer of the name service that is no address', async () => {
    const guard = guardWith({ resolve: async () => [{ address: 'fe80::1%eth0', family: 6 }] });
    await expect(guard.admit('api.example.com')).rejects.toBeInstanceOf(DestinationDenied);
  });

  it('names the host and the settings that would admit it', async () => {
    const guard = guardWith({ resolve: resolvingTo('10.1.2.3') });
    await expect(guard.admit('gateway.internal')).rejects.toThrow(
      'destination gateway.internal (10.1.2.3) is denied; admit it with outbound.allow_hosts or outbound.allow_cidrs',
    );
  });

  it('admits the hosts of outbound.allow_hosts wherever they are, and no others', async () => {
    const guard = guardWith({ allowHosts: ['Gateway.Internal', '10.9.9.9'], resolve: resolvingTo('10.1.2.3') });
    await expect(guard.admit('gateway.internal')).resolves.toBeDefined();
    await expect(guard.admit('10.9.9.9')).resolves.toBeDefined();
    await expect(guard.admit('sub.gateway.internal')).rejects.toBeInstanceOf(DestinationDenied);
    await expect(guard.admit('10.9.9.8')).rejects.toBeInstanceOf(DestinationDenied);
  });

  it('admits the blocks of outbound.allow_cidrs, in their IPv4-mapped form too', async () => {
    const guard = guardWith({ allowCidrs: ['10.1.0.0/16', 'fd12::/16'] });
    for (const host of ['10.1.2.3', '[::ffff:10.1.2.3]', '[fd12::1]']) {
      await expect(guard.admit(hostOf(`http://${host}/`))).resolves.toBeDefined();
    }
    await expect(guard.admit('10.2.0.1')).rejects.toBeInstanceOf(DestinationDenied);
    await expect(guard.admit('[fd13::1]')).rejects.toBeInstanceOf(DestinationDenied);
  });

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0', 'internal', '10.0.0.0/33'])(
    'refuses %s in outbound.allow_cidrs',
    (block) => {
      expect(() => guardWith({ allowCidrs: [block] })).toThrow(RangeError);
    },
  );

  it('admits loopback, and nothing else that is denied, where development asks for it', async () => {
    const guard = guardWith({ allowLoopback: true });
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]']) {
      await expect(guard.admit(hostOf(`http://${host}/`))).resolves.toBeDefined();
    }
    await expect(guard.admit('10.0.0.1')).rejects.toBeInstanceOf(DestinationDenied);
  });

  it('takes an alias instead of asking the name service, and checks it like any address', async () => {
    const resolve = async (): Promise<never> => Promise.reject(new Error('asked'));
    const hostAliases = { 'host.docker.internal': '127.0.0.1' };
    const open = guardWith({ allowLoopback: true, hostAliases, resolve });
    expect((await open.admit('host.docker.internal')).addresses).toEqual([{ address: '127.0.0.1', family: 4 }]);
    await expect(guardWith({ hostAliases, resolve }).admit('host.docker.internal')).rejects.toBeInstanceOf(
      DestinationDenied,
    );
    expect(() => guardWith({ hostAliases: { 'host.docker.internal': 'localhost' } })).toThrow(RangeError);
  });

  it('asks the name service once for some seconds, for callers at the same time too, and then again', async () => {
    let asked = 0;
    const clock = new StandingClock();
    const resolve = async (): Promise<readonly HostAddress[]> => {
      asked += 1;
      return [{ address: '8.8.8.8', family: 4 }];
    };
    const guard = guardWith({ resolve }, clock);
    await Promise.all([guard.admit('api.example.com'), guard.admit('api.example.com')]);
    clock.advance(4999);
    await guard.admit('api.example.com');
    expect(asked).toBe(1);
    clock.advance(1);
    await guard.admit('api.example.com');
    expect(asked).toBe(2);
    guard.forget('api.example.com');
    await guard.admit('api.example.com');
    expect(asked).toBe(3);
  });

  it('does not keep a failure of the name service', async () => {
    const failure = Object.assign(new Error('try again'), { code: 'EAI_AGAIN' });
    const answers = [
      Promise.reject(failure),
      Promise.resolve<readonly HostAddress[]>([{ address: '8.8.8.8', family: 4 }]),
    ];
    const guard = guardWith({ resolve: () => answers.shift() ?? Promise.reject(new Error('asked too often')) });
    await expect(guard.admit('api.example.com')).rejects.toBe(failure);
    await expect(guard.admit('api.example.com')).resolves.toBeDefined();
  });
});
