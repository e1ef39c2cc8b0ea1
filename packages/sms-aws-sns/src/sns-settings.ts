import { type JsonObject, type JsonValue, pointerTo, type Violation, ViolationList } from '@tessera/core';

/** Settings of `sender_type` `aws_sns`, read (specification 2.15). The secret is in clear. */
export interface SnsSettings {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly senderId: string | undefined;
  /** Where SNS is called. */
  readonly endpoint: string;
}

/** Write-only settings. */
export const SNS_SECRET_PATHS: readonly string[] = ['secret_access_key'];

interface Rule {
  readonly pattern: RegExp;
  readonly expected: string;
}

/** The region becomes a part of the host name, so nothing is let through that could make another one of it. */
const TEXT_RULES: Readonly<Record<string, Rule>> = {
  region: {
    pattern: /^[a-z]{2,8}(?:-[a-z]{1,16}){1,3}-\d{1,2}$/,
    expected: 'the code of a region, e.g. ap-northeast-1',
  },
  access_key_id: { pattern: /^[A-Za-z0-9_]{16,128}$/, expected: '16 to 128 letters or digits' },
  secret_access_key: { pattern: /^[\x21-\x7e]{1,128}$/, expected: 'text without spaces' },
  sender_id: {
    pattern: /^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/,
    expected: '1 to 11 letters or digits, at least one letter',
  },
};
const REQUIRED = ['region', 'access_key_id', 'secret_access_key'];

/** Everything wrong with the settings; pointers relative to them, no secret in `got`. */
export function snsViolations(settings: JsonObject): readonly Violation[] {
  const found = new ViolationList();
  for (const [name, value] of Object.entries(settings)) {
    const rule = Object.hasOwn(TEXT_RULES, name) ? TEXT_RULES[name] : undefined;
    if (rule) checkText(found, name, value, rule);
    else if (name === 'endpoint') checkEndpoint(found, value);
    else found.add(pointerTo('', name), 'unknown property');
  }
  for (const name of REQUIRED) if (!(name in settings)) found.add(`/${name}`, 'required');
  return found.violations;
}

/** Reads settings that {@link snsViolations} has found nothing wrong with. */
export function readSnsSettings(settings: JsonObject): SnsSettings {
  const region = text(settings['region']);
  const senderId = settings['sender_id'];
  return {
    region,
    accessKeyId: text(settings['access_key_id']),
    secretAccessKey: text(settings['secret_access_key']),
    senderId: senderId === undefined ? undefined : text(senderId),
    endpoint: new URL(text(settings['endpoint'] ?? `https://sns.${region}.amazonaws.com/`)).href,
  };
}

function checkText(found: ViolationList, name: string, value: JsonValue, rule: Rule): void {
  if (typeof value !== 'string') found.add(`/${name}`, 'wrong type', 'string');
  else if (!rule.pattern.test(value)) {
    found.add(`/${name}`, 'not allowed', rule.expected, SNS_SECRET_PATHS.includes(name) ? undefined : value);
  }
}

function checkEndpoint(found: ViolationList, value: JsonValue): void {
  if (typeof value !== 'string') {
    found.add('/endpoint', 'wrong type', 'string');
    return;
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && url.username + url.password + url.search + url.hash === '' && !/[?#]/.test(value);
  if (!url || !isPlain || !/^https?:$/.test(url.protocol)) {
    found.add('/endpoint', 'invalid URL', 'an absolute https URL without credentials, query and fragment');
  }
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
