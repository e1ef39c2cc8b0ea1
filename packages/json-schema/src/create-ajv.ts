import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats, type FormatName } from 'ajv-formats/dist/formats.js';
import { linearPattern } from './linear-pattern.js';
import { UNIQUE_ITEMS } from './unique-items.js';

/** The formats of JSON Schema 2020-12 validation §7.3 but for the internationalised ones (`idn-*`, `iri*`), which are refused as unknown. */
export const FORMATS: readonly FormatName[] = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'uri-template',
  'json-pointer',
  'relative-json-pointer',
  'regex',
];

/** An Ajv that says everything at once and never logs. What the schemas themselves must not do is checked before it sees them. */
export function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    // `toString` is not a property that the caller sent.
    ownProperties: true,
    validateSchema: false,
    logger: false,
    code: { regExp: Object.assign((pattern: string) => linearPattern(pattern), { code: 'linearPattern' }) },
  });
  for (const name of FORMATS) ajv.addFormat(name, fullFormats[name]);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(UNIQUE_ITEMS);
  return ajv;
}
