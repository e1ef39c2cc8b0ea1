import type { HostAddress } from '@tessera/http-axios';
import { answered, anOAuth, faulted, Fixture } from './support/fixture.js';
import { json, LocalServer } from './support/local-server.js';

const HERE: HostAddress = { address: '127.0.0.1', family: 4 };
const INSIDE: HostAddress = { address: '10.0.0.1', family: 4 };

/** A name service that gives another answer each time, the last one from then on. */
class ShiftingNames {
  readonly asked: string[] = [];
  private readonly answers: (readonly HostAddress[])[];

  constructor(...answers: (readonly HostAddress[])[]) {
    this.answers = answers;
  }

  readonly resolve = async (host: string): Promise<readonly HostAddress[]> => {
    const answer = this.answers[Math.min(this.asked.length, this.answers.length - 1)];
    this.asked.push(host);
    return answer ?? [];
  };
}

describe('Destinations of AxiosHttpClient', () => {
  let server: LocalServer;

  beforeEach(async () => {
    server = await LocalServer.start((_request, response) => json(response, 200, { access_token: 'token' }));
  });
  afterEach(async () => server.stop());

  it('sends nothing to a denied address and names the settings that would admit it', async () => {
    const fixture = new Fixture({ guard: { allowLoopback: false } });
    expect(faulted(await fixture.send({ url: server.url('/') }))).toEqual({
      kind: 'fault',
      fault: 'transport',
      cause: 'destination 127.0.0.1 is denied; admit it with outbound.allow_hosts or outbound.allow_cidrs',
    });
    expect(server.received).toEqual([]);
  });

  it('asks for a name once and connects to the address that was checked, so that a second answer changes nothing', async () => {
    const names = new ShiftingNames([HERE], [INSIDE]);
    const fixture = new Fixture({ guard: { resolve: names.resolve, keepResolvedSeconds: 0 } });
    expect(answered(await fixture.send({ url: server.url('/', 'api.example.com') })).status).toBe(200);
    expect(names.asked).toEqual(['api.example.com']);
    expect(server.received[0]?.headers.host).toBe(`api.example.com:${server.port}`);
    fixture.client.close();
  });

  it('denies a call although a socket to the same host is idle, once the name leads elsewhere', async () => {
    const names = new ShiftingNames([HERE], [INSIDE]);
    const fixture = new Fixture({ guard: { resolve: names.resolve, keepResolvedSeconds: 0 } });
    await fixture.send({ url: server.url('/', 'api.example.com') });
    expect(faulted(await fixture.send({ url: server.url('/', 'api.example.com') })).fault).toBe('transport');
    expect(server.received).toHaveLength(1);
    fixture.client.close();
  });

  it('does not use a socket again that goes to an address the name no longer has', async () => {
    const names = new ShiftingNames([HERE], [{ address: '127.0.0.2', family: 4 }], [HERE]);
    const fixture = new Fixture({ guard: { resolve: names.resolve, keepResolvedSeconds: 0 } });
    const kinds: string[] = [];
    for (let call = 0; call < 3; call += 1) {
      kinds.push((await fixture.send({ url: server.url('/', 'api.example.com') })).kind);
    }
    // Nobody listens at 127.0.0.2; the third call finds the idle socket of the first.
    expect(kinds).toEqual(['response', 'fault', 'response']);
    expect(new Set(server.received.map(({ clientPort }) => clientPort)).size).toBe(1);
    fixture.client.close();
  });

  it('resolves host.docker.internal to this machine under the development profile', async () => {
    const fixture = new Fixture({ guard: { hostAliases: { 'host.docker.internal': '127.0.0.1' } } });
    expect(answered(await fixture.send({ url: server.url('/', 'host.docker.internal') })).status).toBe(200);
    fixture.client.close();
  });

  it('guards token endpoints as well', async () => {
    const names = new ShiftingNames([INSIDE]);
    const fixture = new Fixture({ guard: { resolve: names.resolve } });
    const oauth = anOAuth({ tokenEndpoint: 'https://auth.example.com/token' });
    const fault = faulted(await fixture.send({ url: server.url('/'), authentication: { type: 'oauth2', oauth } }));
    expect(fault).toMatchObject({
      fault: 'token_transport',
      cause: expect.stringContaining('auth.example.com (10.0.0.1)'),
    });
    expect(server.received).toEqual([]);
  });

  it('asks the name service again after nobody answered', async () => {
    const names = new ShiftingNames([{ address: '127.0.0.2', family: 4 }], [HERE]);
    const fixture = new Fixture({ guard: { resolve: names.resolve } });
    expect(faulted(await fixture.send({ url: server.url('/', 'api.example.com') })).fault).toBe('unreachable');
    expect(answered(await fixture.send({ url: server.url('/', 'api.example.com') })).status).toBe(200);
    fixture.client.close();
  });
});
