import type { UrlTemplate } from '../authentication-configuration.js';
import { isUrlHost } from './url-host.js';

/** A URL of a configuration, taken apart. */
export interface ParsedUrl {
  readonly scheme: 'http' | 'https';
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  readonly template: UrlTemplate;
  /** Names of the placeholders, in order. */
  readonly placeholders: readonly string[];
}

const MAX_LENGTH = 2048;
const SHAPE = /^(https?):\/\/([^/?]*)([^?]*)(\?.*)?$/i;
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d{1,5}))?$/i;
const PLACEHOLDER = /\{\{([A-Za-z0-9_-]{1,64})\}\}/;
/** RFC 3986 §3.3 and §3.4: pchar, `/`, `?`; everything else has to be percent-encoded. */
const LITERAL = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Parses an absolute http(s) URL: host, optional port, path, query, `{{name}}` placeholders in path and query only.
 * No user information, fragment, dot segments, control or non-ASCII characters. Undefined when it is none.
 * Stricter than browsers on purpose: what is accepted here means the same to every HTTP client.
 */
export function parseUrlTemplate(text: string): ParsedUrl | undefined {
  const match = text.length <= MAX_LENGTH ? SHAPE.exec(text) : null;
  if (!match) return undefined;
  const [, scheme = '', authority = '', path = '', query = ''] = match;
  const host = parseHost(authority);
  const parts = `${path}${query}`.split(PLACEHOLDER);
  const isClean = parts.every((part, index) => index % 2 === 1 || LITERAL.test(part));
  if (host === undefined || !isClean || path.split('/').some((segment) => DOT_SEGMENT.test(segment))) return undefined;
  const [first = '', ...rest] = parts;
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host,
    template: { parts: [`${scheme.toLowerCase()}://${authority}${first}`, ...rest] },
    placeholders: parts.filter((_, index) => index % 2 === 1),
  };
}

function parseHost(authority: string): string | undefined {
  const match = AUTHORITY.exec(authority);
  const [, host = '', port] = match ?? [];
  const isPortFine = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isPortFine && isUrlHost(host) ? host.toLowerCase() : undefined;
}
