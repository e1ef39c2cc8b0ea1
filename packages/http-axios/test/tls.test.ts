import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HostAddress } from '@tessera/http-axios';
import { answered, faulted, Fixture } from './support/fixture.js';
import { CERTIFICATE, CERTIFICATE_KEY } from './support/certificate.js';

const resolve = async (): Promise<readonly HostAddress[]> => [{ address: '127.0.0.1', family: 4 }];

describe('TLS of AxiosHttpClient', () => {
  let server: https.Server;
  let port: number;
  let sockets: Set<TLSSocket>;
  let fixture: Fixture;

  beforeEach(async () => {
    sockets = new Set();
    server = https.createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (request, response) => {
      sockets.add(request.socket as TLSSocket);
      response.end(String((request.socket as TLSSocket & { servername?: string }).servername));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    port = (server.address() as AddressInfo).port;
    fixture = new Fixture({ tls: { ca: CERTIFICATE }, guard: { resolve } });
  });

  afterEach(async () => {
    fixture.client.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('asks for and verifies the name although it connects to an address, and uses the connection again', async () => {
    expect(answered(await fixture.send({ url: `https://api.example.com:${port}/` })).body).toBe('api.example.com');
    expect(answered(await fixture.send({ url: `https://api.example.com:${port}/` })).body).toBe('api.example.com');
    expect(sockets.size).toBe(1);
  });

  it('refuses a certificate of another name', async () => {
    const fault = faulted(await fixture.send({ url: `https://other.example.com:${port}/` }));
    expect(fault).toEqual({
      kind: 'fault',
      fault: 'transport',
      cause: `call to https://other.example.com:${port} failed: ERR_TLS_CERT_ALTNAME_INVALID`,
    });
  });

  it('refuses a certificate of an authority that it does not know', async () => {
    const strict = new Fixture({ guard: { resolve } });
    const fault = faulted(await strict.send({ url: `https://api.example.com:${port}/` }));
    expect(fault).toMatchObject({ fault: 'transport', cause: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') });
  });

  it('does not give a socket of one name to a call to another name at the same address', async () => {
    await fixture.send({ url: `https://api.example.com:${port}/` });
    expect(faulted(await fixture.send({ url: `https://other.example.com:${port}/` })).fault).toBe('transport');
    expect(sockets.size).toBe(1);
  });
});
