import { asset } from './assets.js';

type Texts = Readonly<Record<string, unknown>>;

interface Messages {
  messageOf(answer: object, texts: Texts): string;
  fieldMessages(answer: object, texts: Texts): ReadonlyMap<string, string>;
}

const { messageOf, fieldMessages } = await asset<Messages>('messages');
const { en } = await asset<{ readonly en: Texts }>('texts-en');
const { ja } = await asset<{ readonly ja: Texts }>('texts-ja');

const refused = (body: object, more: object = {}): object => ({
  ok: false,
  status: 400,
  body,
  retryAfter: undefined,
  ...more,
});

describe('what the sign-in page says about a refusal', () => {
  it('shows how many attempts are left', () => {
    const answer = refused({ error_description: 'Verification code is invalid or expired', attempts_remaining: 1 });

    expect(messageOf(answer, en)).toBe('The code is wrong or has expired. 1 attempt left.');
  });

  it('shows when to try again', () => {
    const answer = refused(
      { error_description: 'Too many failed attempts. Please try again later.' },
      { retryAfter: 840 },
    );

    expect(messageOf(answer, en)).toBe('Too many failed attempts. You can try again in 14 min.');
  });

  it('uses the words of the server where it has no better ones', () => {
    expect(messageOf(refused({ error_description: 'Something of a plug-in' }), ja)).toBe('Something of a plug-in');
    expect(messageOf(refused({ error_description: 'constructor' }), en)).toBe('constructor');
    expect(messageOf(refused({}, { status: 500 }), en)).toBe(en['unknown']);
    expect(messageOf(refused({}, { status: 0 }), en)).toBe(en['offline']);
  });

  it('puts messages to the fields they are about', () => {
    const messages = [
      '/phone_number must NOT have fewer than 5 characters',
      "/ must have required property 'given_name'",
      'password must be at least 8 characters long',
      'password must contain a digit',
    ];

    expect(Object.fromEntries(fieldMessages(refused({ error_messages: messages }), en))).toEqual({
      phone_number: 'Must be at least 5 characters long.',
      given_name: 'Please fill in this field.',
      password: 'Must be at least 8 characters long. Must contain a digit.',
    });
    expect(fieldMessages(refused({ error_messages: messages }), ja).get('password')).toBe(
      '8 文字以上にしてください。 数字を含めてください。',
    );
  });

  it('finds the field in a description that begins with it', () => {
    const answer = refused({ error_description: 'phone_number is not a valid phone number' });

    expect([...fieldMessages(answer, en).keys()]).toEqual(['phone_number']);
    expect([...fieldMessages(refused({ error_description: 'User does not have a phone number' }), en).keys()]).toEqual(
      [],
    );
  });
});

describe('the dictionaries of the sign-in page', () => {
  /** Paths of all texts; errors and rules are left out where the server's own words serve. */
  function paths(texts: object, at = ''): string[] {
    return Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? paths(value, `${at}${key}.`) : [`${at}${key}:${typeof value}`],
    );
  }
  const isServerText = (path: string): boolean => path.startsWith('errors.') || path.startsWith('rules.');

  it('have the same texts', () => {
    const texts = (dictionary: object): string[] => paths(dictionary).filter((path) => !isServerText(path));

    expect(texts(ja)).toEqual(texts(en));
  });

  it('translate into Japanese whatever English says better than the server', () => {
    const serverTexts = (dictionary: object): string[] => paths(dictionary).filter(isServerText);

    expect(serverTexts(ja)).toEqual(expect.arrayContaining(serverTexts(en)));
  });
});
