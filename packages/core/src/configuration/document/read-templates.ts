import type { MessageTemplate } from '../authentication-configuration.js';
import { BUILT_IN_TEMPLATES } from '../built-in-templates.js';
import type { JsonValue } from '../../json/json.js';
import type { InteractionContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';
import { ucs2Segments } from './sms-text.js';

const CODE = '{VERIFICATION_CODE}';
/** As long as the longest value of each placeholder that is usual; segments are counted with these. */
const SAMPLE_SECONDS = '300';

/** Reads `details.templates` over the built-in ones (specification 2.7). */
export function readTemplates(
  document: JsonValue | undefined,
  pointer: string,
  context: InteractionContext,
  codeLength: number,
): ReadonlyMap<string, MessageTemplate> {
  const templates = new Map(Object.entries(BUILT_IN_TEMPLATES));
  const reader = document === undefined ? undefined : ObjectReader.openAny(document, pointer, context.violations);
  for (const name of reader?.names() ?? []) {
    const template = readTemplate(reader?.raw(name) ?? null, reader?.at(name) ?? pointer, context);
    if (!template) continue;
    templates.set(name, template);
    if (context.type === 'sms') warnOfUcs2(template, `${reader?.at(name)}/body`, context, codeLength);
  }
  return templates;
}

function readTemplate(document: JsonValue, pointer: string, context: InteractionContext): MessageTemplate | undefined {
  const { violations, type } = context;
  // A text message has no subject; the field is accepted and ignored.
  const known = type === 'sms' ? { required: ['body'], optional: ['subject'] } : { required: ['subject', 'body'] };
  const reader = ObjectReader.open(document, pointer, violations, known);
  const subject = reader?.string('subject') ?? '';
  const body = reader?.string('body');
  if (!reader || body === undefined) return undefined;
  if (!body.includes(CODE)) violations.add(reader.at('body'), `placeholder ${CODE} is missing`);
  if (type === 'email' && /\p{Cc}/u.test(subject)) {
    violations.add(reader.at('subject'), 'not allowed', 'no line breaks and no control characters');
  }
  return { subject, body };
}

function warnOfUcs2(
  template: MessageTemplate,
  pointer: string,
  { violations }: InteractionContext,
  codeLength: number,
): void {
  const sample = template.body.replaceAll(CODE, '0'.repeat(codeLength)).replaceAll('{EXPIRE_SECONDS}', SAMPLE_SECONDS);
  const segments = ucs2Segments(sample);
  if (segments === undefined) return;
  const count = segments === 1 ? '1 segment' : `${segments} segments`;
  violations.warn(
    'template_needs_ucs2',
    pointer,
    `The text has characters outside the GSM alphabet and is sent as ${count}`,
  );
}
