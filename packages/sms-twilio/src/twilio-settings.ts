import { type JsonObject, type JsonValue, pointerTo, ViolationList, type Violation } from '@tessera/core';

const DEFAULT_BASE_URL = 'https://api.twilio.com';
const DEFAULT_TIMEOUT_SECONDS = 30;

/** Settings of `sender_type` `twilio`, read (specification 2.14). Secrets are in clear. */
export interface TwilioSettings {
  readonly accountSid: string;
  readonly username: string;
  readonly password: string;
  /** The one form field that says who sends. */
  readonly origin: readonly ['From' | 'MessagingServiceSid', string];
  readonly baseUrl: string;
  readonly requestTimeoutSeconds: number;
}

/** Write-only settings. */
export const TWILIO_SECRET_PATHS: readonly string[] = ['auth_token', 'api_key_secret'];

interface Rule {
  readonly pattern: RegExp;
  readonly expected: string;
}

/** Identifiers end up in the path of the request, so nothing but letters and digits is let through. */
const TEXT_RULES: Readonly<Record<string, Rule>> = {
  account_sid: { pattern: /^AC[0-9A-Za-z]{1,64}$/, expected: 'AC and letters or digits' },
  auth_token: { pattern: /^[\x21-\x7e]+$/, expected: 'text without spaces' },
  api_key_sid: { pattern: /^SK[0-9A-Za-z]{1,64}$/, expected: 'SK and letters or digits' },
  api_key_secret: { pattern: /^[\x21-\x7e]+$/, expected: 'text without spaces' },
  from: { pattern: /^[^\p{Cc}]{1,64}$/u, expected: 'a number in E.164 form, a short code or a sender name' },
  messaging_service_sid: { pattern: /^MG[0-9A-Za-z]{1,64}$/, expected: 'MG and letters or digits' },
};

/** Everything wrong with the settings; pointers relative to them, no secret in `got`. */
export function twilioViolations(settings: JsonObject): readonly Violation[] {
  const found = new ViolationList();
  for (const [name, value] of Object.entries(settings)) checkProperty(found, name, value);
  if (!('account_sid' in settings)) found.add('/account_sid', 'required');
  checkCredentials(found, settings);
  const origins = ['from', 'messaging_service_sid'].filter((name) => name in settings);
  if (origins.length === 0) found.add('/from', 'required', 'exactly one of from, messaging_service_sid');
  if (origins.length > 1)
    found.add('/messaging_service_sid', 'not allowed', 'exactly one of from, messaging_service_sid');
  return found.violations;
}

/** Reads settings that {@link twilioViolations} has found nothing wrong with. */
export function readTwilioSettings(settings: JsonObject): TwilioSettings {
  const accountSid = text(settings['account_sid']);
  const usesKey = 'api_key_sid' in settings;
  const service = settings['messaging_service_sid'];
  return {
    accountSid,
    username: usesKey ? text(settings['api_key_sid']) : accountSid,
    password: text(settings[usesKey ? 'api_key_secret' : 'auth_token']),
    origin: service === undefined ? ['From', text(settings['from'])] : ['MessagingServiceSid', text(service)],
    baseUrl: text(settings['base_url'] ?? DEFAULT_BASE_URL).replace(/\/+$/, ''),
    requestTimeoutSeconds: Number(settings['request_timeout_seconds'] ?? DEFAULT_TIMEOUT_SECONDS),
  };
}

function checkProperty(found: ViolationList, name: string, value: JsonValue): void {
  const rule = Object.hasOwn(TEXT_RULES, name) ? TEXT_RULES[name] : undefined;
  if (rule) checkText(found, name, value, rule);
  else if (name === 'base_url') checkBaseUrl(found, value);
  else if (name === 'request_timeout_seconds') checkTimeout(found, value);
  else found.add(pointerTo('', name), 'unknown property');
}

function checkText(found: ViolationList, name: string, value: JsonValue, rule: Rule): void {
  if (typeof value !== 'string') found.add(`/${name}`, 'wrong type', 'string');
  else if (!rule.pattern.test(value)) {
    found.add(`/${name}`, 'not allowed', rule.expected, TWILIO_SECRET_PATHS.includes(name) ? undefined : value);
  }
}

function checkBaseUrl(found: ViolationList, value: JsonValue): void {
  if (typeof value !== 'string') {
    found.add('/base_url', 'wrong type', 'string');
    return;
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && url.username + url.password + url.search + url.hash === '' && !/[?#]/.test(value);
  if (!url || !isPlain || !/^https?:$/.test(url.protocol)) {
    found.add('/base_url', 'invalid URL', 'an absolute https URL without credentials, query and fragment');
  }
}

function checkTimeout(found: ViolationList, value: JsonValue): void {
  if (typeof value !== 'number') found.add('/request_timeout_seconds', 'wrong type', 'integer');
  else if (!Number.isInteger(value) || value < 1 || value > 60) {
    found.add('/request_timeout_seconds', 'out of range', '1..60', String(value));
  }
}

function checkCredentials(found: ViolationList, settings: JsonObject): void {
  const hasKey = 'api_key_sid' in settings || 'api_key_secret' in settings;
  const expected = 'auth_token, or api_key_sid and api_key_secret';
  if (!hasKey) {
    if (!('auth_token' in settings)) found.add('/auth_token', 'required', expected);
    return;
  }
  if ('auth_token' in settings) found.add('/auth_token', 'not allowed', expected);
  for (const name of ['api_key_sid', 'api_key_secret'])
    if (!(name in settings)) found.add(`/${name}`, 'required', expected);
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
