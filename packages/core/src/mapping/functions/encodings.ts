import { base64OfBytes } from './base64-bytes.js';
import { charsetNamed, encodeText } from './charsets.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, oneOf, textThat } from './parameters.js';
import { MAX_RESULT_BYTES } from './result-limits.js';

/** Base64 of the text (RFC 4648). A character that the charset lacks gives null. */
export const base64: MappingFunctionDefinition = {
  name: 'base64',
  parameters: {
    url_safe: flag(false),
    padding: flag(true),
    charset: textThat('UTF-8, ISO-8859-1 or US-ASCII', (name) => charsetNamed(name) !== undefined, {
      fallback: 'UTF-8',
    }),
  },
  prepare: () => {
    return (input, args) => {
      if (typeof input !== 'string' || input.length > MAX_RESULT_BYTES) return null;
      const bytes = encodeText(input, charsetNamed(args.text('charset')) ?? 'UTF-8');
      return bytes ? base64OfBytes(bytes, { isUrlSafe: args.flag('url_safe'), isPadded: args.flag('padding') }) : null;
    };
  },
};

/** A Unicode normalisation form of the text. */
export const normalize: MappingFunctionDefinition = {
  name: 'normalize',
  parameters: { form: oneOf(['NFC', 'NFD', 'NFKC', 'NFKD'], { fallback: 'NFKC' }) },
  prepare: () => {
    return (input, args) => (typeof input === 'string' ? input.normalize(args.text('form')) : null);
  },
};

/** A phone number the way a provider wants it; null when it is no possible number. */
export const phoneFormat: MappingFunctionDefinition = {
  name: 'phone_format',
  parameters: { format: oneOf(['e164', 'international', 'national', 'rfc3966'], { fallback: 'e164' }) },
  prepare: (_fixed, { dependencies: { phoneNumbers } }) => {
    return (input, args) => {
      const number = typeof input === 'string' ? phoneNumbers.parse(input) : undefined;
      const format = args.text('format');
      if (format === 'international') return number?.international ?? null;
      if (format === 'national') return number?.national ?? null;
      return (format === 'rfc3966' ? number?.rfc3966 : number?.e164) ?? null;
    };
  },
};
