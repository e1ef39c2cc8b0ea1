import type { HmacAuthentication } from '@tessera/core';
import { hmacHeaders } from '@tessera/http-axios';
import { START } from './support/fixture.js';

const HMAC: HmacAuthentication = {
  apiKey: 'key-1',
  secret: 'tessera-hmac-test-secret',
  signingFields: ['method', 'path', 'timestamp', 'body'],
  apiKeyHeader: 'X-Api-Key',
  timestampHeader: 'X-Timestamp',
  signatureHeader: 'Authorization',
  signatureFormat: 'HMAC-SHA256 {signature}',
  signatureEncoding: 'base64url',
};
const REQUEST = {
  method: 'post',
  url: new URL('https://api.example.com/v1/messages?channel=sms'),
  body: '{"to":"+819012345678","body":"123456"}',
};

describe('hmacHeaders', () => {
  it('gives the signature of the test vector of specification 1.9', () => {
    expect(hmacHeaders(HMAC, REQUEST, START)).toEqual({
      'X-Api-Key': 'key-1',
      'X-Timestamp': '1737280800',
      Authorization: 'HMAC-SHA256 Lmi7xJI42lko8gxnh-KN1X9Z0q2JQsEeJm67J5hf_m8',
    });
  });

  it('signs whole seconds, rounded down', () => {
    expect(hmacHeaders(HMAC, REQUEST, START + 999)).toEqual(hmacHeaders(HMAC, REQUEST, START));
    expect(hmacHeaders(HMAC, REQUEST, START + 1000)['Authorization']).not.toEqual(
      hmacHeaders(HMAC, REQUEST, START)['Authorization'],
    );
  });

  it.each([
    ['hex', '2e68bbc49238da5928f20c6787e28dd57f59d2ad8942c11e266ebb27985ffe6f'],
    ['base64', 'Lmi7xJI42lko8gxnh+KN1X9Z0q2JQsEeJm67J5hf/m8='],
  ] as const)('encodes the signature as %s', (signatureEncoding, signature) => {
    const headers = hmacHeaders({ ...HMAC, signatureEncoding, signatureFormat: '{signature}' }, REQUEST, START);
    expect(headers['Authorization']).toBe(signature);
  });

  it('joins the fields in the listed order', () => {
    const one = hmacHeaders({ ...HMAC, signingFields: ['timestamp', 'method'] }, REQUEST, START);
    const other = hmacHeaders({ ...HMAC, signingFields: ['method', 'timestamp'] }, REQUEST, START);
    expect(one['Authorization']).not.toBe(other['Authorization']);
  });

  it('signs the path with its query as it is sent', () => {
    const encoded = { ...REQUEST, url: new URL('https://api.example.com/v1/mess%C3%A4ges/../messages?channel=sms') };
    expect(hmacHeaders(HMAC, encoded, START)).toEqual(hmacHeaders(HMAC, REQUEST, START));
  });

  it('fills every placeholder once and leaves what the values look like alone', () => {
    const hmac = {
      ...HMAC,
      apiKey: '{signature}$&',
      signatureFormat: 'key={api_key},ts={timestamp},{other}',
    };
    expect(hmacHeaders(hmac, REQUEST, START)['Authorization']).toBe('key={signature}$&,ts=1737280800,{other}');
  });

  it('uses the configured header names', () => {
    const hmac = { ...HMAC, apiKeyHeader: 'X-Key', timestampHeader: 'X-Time', signatureHeader: 'X-Signature' };
    expect(Object.keys(hmacHeaders(hmac, REQUEST, START))).toEqual(['X-Key', 'X-Time', 'X-Signature']);
  });
});
