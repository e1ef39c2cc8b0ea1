import type { HttpRequestDefinition } from '../authentication-configuration.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import { compileCondition } from '../../mapping/condition.js';
import { compileMappingRules } from '../../mapping/mapping-rules.js';
import type { MappingRules } from '../../mapping/mapping-rules.js';
import { checkHeaderTargets, checkPlaceholders } from './check-rules.js';
import type { CompileContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';
import { readOutboundAuthentication } from './read-outbound-authentication.js';
import { readResolve } from './read-resolve.js';
import { NO_RETRY, readRetry } from './read-retry.js';
import { readUrl } from './read-url.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const MAX_CALLS = 10;
const OPTIONAL = [
  'method',
  'auth_type',
  'oauth_authorization',
  'hmac_authentication',
  'basic_authentication',
  'path_mapping_rules',
  'query_mapping_rules',
  'header_mapping_rules',
  'body_mapping_rules',
  'request_timeout_seconds',
  'retry_configuration',
  'response_resolve_configs',
];

/** Reads one `http_request` (specification 1.7). Undefined only with violations. */
export function readHttpRequest(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
  isInSequence = false,
): HttpRequestDefinition | undefined {
  const optional = isInSequence ? [...OPTIONAL, 'condition'] : OPTIONAL;
  const reader = ObjectReader.open(document, pointer, context.violations, { required: ['url'], optional });
  if (!reader) return undefined;
  const url = readUrl(reader, 'url', context);
  const method = reader.has('method') ? reader.oneOf('method', METHODS) : 'POST';
  const authentication = readOutboundAuthentication(reader, context);
  const retryDocument = reader.raw('retry_configuration');
  const retry =
    retryDocument === undefined
      ? NO_RETRY
      : readRetry(retryDocument, reader.at('retry_configuration'), context.violations);
  const resolveDocument = reader.raw('response_resolve_configs');
  const resolve =
    resolveDocument === undefined ? [] : readResolve(resolveDocument, reader.at('response_resolve_configs'), context);
  const rules = readRules(reader, context);
  const requestTimeoutSeconds = reader.integer('request_timeout_seconds', 1, 60) ?? 30;
  const condition = isInSequence ? readCondition(reader, context) : undefined;
  if (url) checkPlaceholders(url.placeholders, reader.raw('path_mapping_rules'), reader.at('url'), context.violations);
  refuseBodyOnGet(reader, context);
  warnOfUncachedToken(authentication, retry.maxRetries, reader, context);
  if (!url || !method || !authentication) return undefined;
  const common = { url: url.template, method, authentication, ...rules, requestTimeoutSeconds, retry, resolve };
  return condition ? { ...common, condition } : common;
}

/** Reads `http_requests`: one to ten calls (specification 1.12). */
export function readHttpRequests(
  list: readonly JsonValue[],
  pointer: string,
  context: CompileContext,
): readonly HttpRequestDefinition[] {
  if (list.length === 0 || list.length > MAX_CALLS) {
    context.violations.add(pointer, 'out of range', `1..${MAX_CALLS} calls`, String(list.length));
  }
  // The rest of an endless list is not looked at: its length is already refused.
  return list
    .slice(0, MAX_CALLS)
    .flatMap((document, index) => readHttpRequest(document, pointerTo(pointer, index), context, true) ?? []);
}

type RuleLists = Pick<HttpRequestDefinition, 'pathRules' | 'queryRules' | 'headerRules' | 'bodyRules'>;

function readRules(reader: ObjectReader, { dependencies, violations }: CompileContext): RuleLists {
  const rules = (name: string): MappingRules =>
    compileMappingRules(reader.raw(name), reader.at(name), violations, dependencies);
  const authType = reader.raw('auth_type') ?? (reader.has('oauth_authorization') ? 'oauth2' : 'none');
  const headers = reader.raw('header_mapping_rules');
  checkHeaderTargets(headers, reader.at('header_mapping_rules'), violations, authType !== 'none');
  return {
    pathRules: rules('path_mapping_rules'),
    queryRules: rules('query_mapping_rules'),
    headerRules: rules('header_mapping_rules'),
    bodyRules: rules('body_mapping_rules'),
  };
}

function readCondition(
  reader: ObjectReader,
  { dependencies, violations }: CompileContext,
): HttpRequestDefinition['condition'] {
  const document = reader.raw('condition');
  return document === undefined
    ? undefined
    : compileCondition(document, reader.at('condition'), violations, dependencies);
}

function refuseBodyOnGet(reader: ObjectReader, { violations }: CompileContext): void {
  const body = reader.raw('body_mapping_rules');
  const hasBody = Array.isArray(body) ? body.length > 0 : isJsonObject(body);
  if (reader.raw('method') === 'GET' && hasBody)
    violations.add(reader.at('body_mapping_rules'), 'not allowed', 'no body on GET');
}

function warnOfUncachedToken(
  authentication: HttpRequestDefinition['authentication'] | undefined,
  maxRetries: number,
  reader: ObjectReader,
  { violations }: CompileContext,
): void {
  if (authentication?.type !== 'oauth2' || authentication.oauth.cacheEnabled || maxRetries === 0) return;
  const message = 'Every retry fetches a token of its own; set cache_enabled';
  violations.warn('token_not_cached_with_retries', reader.at('oauth_authorization'), message);
}
