import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { LibPhoneNumbers } from '@tessera/phone';

const phones = new LibPhoneNumbers();

describe('LibPhoneNumbers', () => {
  it('reads a number with dashes and gives every form of it', () => {
    const number = phones.parse('+81-90-1234-5678');
    expect(number).toMatchObject({
      e164: '+819012345678',
      region: 'JP',
      callingCode: '81',
      type: 'mobile',
    });
    expect([number?.international, number?.national, number?.rfc3966]).toEqual([
      '+81 90 1234 5678',
      '090-1234-5678',
      'tel:+819012345678',
    ]);
  });

  it.each([
    '+819012345678',
    ' +81 90 1234 5678 ',
    '+81 (0)90-1234-5678',
    '＋８１－９０－１２３４－５６７８',
    'tel:+81-90-1234-5678',
    '+81.90.1234.5678',
  ])('takes %s for the same number', (written) => {
    expect(phones.parse(written)?.e164).toBe('+819012345678');
  });

  it('remembers ten thousand numbers, since that many people may be logging in at a time', () => {
    const remembering = new LibPhoneNumbers();
    const nth = (at: number): unknown =>
      remembering.parse(`+8190${String(10_000_000 + at)}`, at % 2 === 0 ? 'JP' : undefined);
    const first = nth(1);
    const asked = Array.from({ length: 9_998 }, (_, at) => nth(2 + at));
    expect(asked).not.toContain(undefined);
    // The object itself, which was not made again; by whatever region it is read the number is the same.
    expect(nth(1)).toBe(first);
    expect(remembering.parse('+819010000001', 'JP')).toBe(first);
  });

  it.each(getCountries())('gives the forms that a number of %s has where it is read with that region', (country) => {
    const example = getExampleNumber(country, examples);
    if (!example) return;
    for (const written of [example.number, example.formatNational()]) {
      const number = phones.parse(written, country);
      expect([number?.international, number?.national, number?.rfc3966]).toEqual([
        example.formatInternational(),
        example.formatNational(),
        example.getURI(),
      ]);
    }
  });

  it('says each time that a text is no number', () => {
    expect([phones.parse('no number', 'JP'), phones.parse('no number', 'JP')]).toEqual([undefined, undefined]);
  });

  it('needs a default region for a number without a plus', () => {
    expect(phones.parse('090-1234-5678')).toBeUndefined();
    expect(phones.parse('090-1234-5678', 'JP')?.e164).toBe('+819012345678');
    expect(phones.parse('090-1234-5678', 'jp')?.e164).toBe('+819012345678');
    expect(phones.parse('090-1234-5678', 'XX')).toBeUndefined();
    expect(phones.parse('+12025550100', 'JP')?.e164).toBe('+12025550100');
  });

  it.each(['+1-202-555-0100', '+1 555 555 0100', '+44 7700 900123', '+81-90-0000-0001'])(
    'accepts %s, which is possible whether assigned or not',
    (written) => {
      expect(phones.parse(written)?.e164).toBe(written.replace(/[ -]/g, ''));
    },
  );

  it.each([
    ['nothing', ''],
    ['words', 'not a number'],
    ['a number inside words', 'call +819012345678'],
    ['letters at the end', '+819012345678x'],
    ['too few digits', '+8190123'],
    ['more than fifteen digits', '+819012345678901234'],
    ['an unknown calling code', '+99912345678'],
    ['an extension', '+81 90 1234 5678 ext. 5'],
    ['an emergency number', '110'],
    ['a flood', `+81${'9'.repeat(10_000)}`],
  ])('refuses %s', (_name, written) => {
    expect(phones.parse(written, 'JP')).toBeUndefined();
  });

  it.each([
    ['+81312345678', 'fixed_line'],
    ['+12025550100', 'fixed_line_or_mobile'],
    ['+19005550100', 'premium_rate'],
    ['+979123456789', 'premium_rate'],
    ['+80812345678', 'shared_cost'],
    ['+81120444444', 'toll_free'],
    ['+815012345678', 'voip'],
    ['+15005550006', 'personal_number'],
    ['+81570000000', 'uan'],
    ['+870773111632', 'satellite'],
    ['+881612345678', 'satellite'],
    ['+8821612345678', 'satellite'],
    ['+883510012345678', 'satellite'],
    ['+15555550100', 'unknown'],
  ])('knows %s as %s', (number, type) => {
    expect(phones.parse(number)?.type).toBe(type);
  });

  it('names no region for networks that belong to no country', () => {
    expect(phones.parse('+870773111632')).toMatchObject({ region: undefined, callingCode: '870' });
  });
});
