import { signRequest } from '../src/sign-request.js';

/** Known answers of the AWS Signature Version 4 test suite, https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html. */
const SUITE = {
  url: 'https://example.amazonaws.com/',
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  now: Date.UTC(2015, 7, 30, 12, 36, 0),
};
const SCOPE = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';

describe('signRequest', () => {
  it('gives the published answer to post-vanilla', async () => {
    expect(await signRequest({ ...SUITE, headers: {}, body: '' })).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: `${SCOPE}, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b`,
    });
  });

  it('gives the published answer to post-x-www-form-urlencoded', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await signRequest({ ...SUITE, headers, body: 'Param1=value1' })).toEqual({
      'content-type': 'application/x-www-form-urlencoded',
      'x-amz-date': '20150830T123600Z',
      authorization: `${SCOPE}, SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a`,
    });
  });

  it('leaves fractions of a second out of the time', async () => {
    const signed = await signRequest({ ...SUITE, now: SUITE.now + 999, headers: {}, body: '' });
    expect(signed['x-amz-date']).toBe('20150830T123600Z');
  });
});
