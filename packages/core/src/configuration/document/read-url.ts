import type { CompileContext } from './compile-context.js';
import type { ObjectReader } from './object-reader.js';
import { isLoopbackHost } from './url-host.js';
import { parseUrlTemplate } from './url-template.js';
import type { ParsedUrl } from './url-template.js';

/** Reads a URL and judges plain HTTP (specification 1.7). The value is never shown: people put passwords into URLs. */
export function readUrl(reader: ObjectReader, name: string, context: CompileContext): ParsedUrl | undefined {
  const text = reader.string(name);
  if (text === undefined) return undefined;
  const url = parseUrlTemplate(text);
  if (!url) {
    context.violations.add(reader.at(name), 'invalid URL', 'an absolute https URL; {{name}} in path and query only');
    return undefined;
  }
  return url.scheme === 'http' ? acceptPlainHttp(url, reader.at(name), context) : url;
}

/** Reads a URL without placeholders. */
export function readFixedUrl(reader: ObjectReader, name: string, context: CompileContext): string | undefined {
  const url = readUrl(reader, name, context);
  if (!url || url.placeholders.length === 0) return url?.template.parts[0];
  context.violations.add(reader.at(name), 'invalid URL', 'a URL without placeholders');
  return undefined;
}

function acceptPlainHttp(
  url: ParsedUrl,
  pointer: string,
  { profile, violations }: CompileContext,
): ParsedUrl | undefined {
  if (profile.name === 'production' && !profile.allowHttp) {
    violations.add(pointer, 'invalid URL', 'https (http needs the server setting outbound.allow_http)', 'http');
    return undefined;
  }
  if (profile.name === 'production' || !isLoopbackHost(url.host)) {
    violations.warn('plain_http', pointer, 'The connection is not encrypted; use https');
  }
  return url;
}
