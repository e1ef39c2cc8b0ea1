import type { CorsConfig } from '../../../tenant/tenant.js';
import type { FieldReader } from '../field-reader.js';

const DAY = 86_400;
const HEADER = {
  max: 100,
  isValid: (text: string): boolean => /^[!#$%&'+\-.^_`|~\dA-Za-z]+$/.test(text),
  expected: 'the name of a request header, no *',
};
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const METHOD = { isValid: (text: string): boolean => METHODS.includes(text), expected: `one of ${METHODS.join(', ')}` };

/**
 * `cors_config` without its origins, which belong to `ui_config`; undefined when it says nothing. Other servers write the lists as one text
 * with commas.
 */
export function readCors(block: FieldReader | undefined): CorsConfig | undefined {
  const allowHeaders = block?.textsOrLine('allow_headers', HEADER, 50);
  const allowMethods = block?.textsOrLine('allow_methods', METHOD, 20);
  const allowCredentials = block?.flag('allow_credentials');
  const maxAgeSeconds = block?.integer('max_age', { min: 0, max: DAY });
  const cors: CorsConfig = {
    ...(allowHeaders === undefined ? {} : { allowHeaders }),
    ...(allowMethods === undefined ? {} : { allowMethods }),
    ...(allowCredentials === undefined ? {} : { allowCredentials }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  };
  return Object.keys(cors).length === 0 ? undefined : cors;
}
