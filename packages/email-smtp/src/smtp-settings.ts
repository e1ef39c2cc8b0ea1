import { isIP } from 'node:net';
import { type JsonObject, type JsonValue, pointerTo, type Violation, ViolationList } from '@tessera/core';

const DEFAULT_PORT = 587;
const DEFAULT_TIMEOUT_SECONDS = 10;
const LOGIN = ['username', 'password'];

/** Settings of `sender_type` `smtp`, read (specification 2.14). The password is in clear. */
export interface SmtpSettings {
  /** A host name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  /** `starttls` never goes on in clear, `none` always does. */
  readonly secure: 'starttls' | 'tls' | 'none';
  /** Limit of the whole exchange, name service included. */
  readonly timeoutSeconds: number;
}

/** Write-only settings. */
export const SMTP_SECRET_PATHS: readonly string[] = ['password'];

/** Everything wrong with the settings; pointers relative to them, no secret in `got`. */
export function smtpViolations(settings: JsonObject, allowInsecure: boolean): readonly Violation[] {
  const found = new ViolationList();
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'host') checkHost(found, value);
    else if (name === 'port') checkInteger(found, name, value, 65_535);
    else if (name === 'timeout_seconds') checkInteger(found, name, value, 60);
    else if (name === 'secure') checkSecure(found, value, allowInsecure);
    else if (LOGIN.includes(name)) checkCredential(found, name, value);
    else found.add(pointerTo('', name), 'unknown property');
  }
  if (!('host' in settings)) found.add('/host', 'required');
  const missing = LOGIN.filter((name) => !(name in settings));
  if (missing.length === 1) found.add(`/${missing.join()}`, 'required', 'username and password, or neither');
  return found.violations;
}

/** Reads settings that {@link smtpViolations} has found nothing wrong with. */
export function readSmtpSettings(settings: JsonObject): SmtpSettings {
  const { host, port, username, password, secure, timeout_seconds } = settings;
  return {
    host: text(host),
    port: Number(port ?? DEFAULT_PORT),
    login: username === undefined ? undefined : { user: text(username), pass: text(password) },
    // Anything but the other two words is the strictest of the three.
    secure: secure === 'tls' || secure === 'none' ? secure : 'starttls',
    timeoutSeconds: Number(timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS),
  };
}

function checkHost(found: ViolationList, value: JsonValue): void {
  if (typeof value !== 'string') found.add('/host', 'wrong type', 'string');
  else if (
    isIP(value) === 0 &&
    (value.length > 253 || !/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/.test(value))
  ) {
    found.add('/host', 'not allowed', 'a host name or an IP address, without port', value);
  }
}

function checkInteger(found: ViolationList, name: string, value: JsonValue, largest: number): void {
  if (typeof value !== 'number') found.add(`/${name}`, 'wrong type', 'integer');
  else if (!Number.isInteger(value) || value < 1 || value > largest) {
    found.add(`/${name}`, 'out of range', `1..${largest}`, String(value));
  }
}

function checkSecure(found: ViolationList, value: JsonValue, allowInsecure: boolean): void {
  const allowed = allowInsecure ? ['starttls', 'tls', 'none'] : ['starttls', 'tls'];
  if (typeof value !== 'string') found.add('/secure', 'wrong type', 'string');
  else if (!allowed.includes(value)) found.add('/secure', 'not allowed', `one of ${allowed.join(', ')}`, value);
}

function checkCredential(found: ViolationList, name: string, value: JsonValue): void {
  if (typeof value !== 'string') found.add(`/${name}`, 'wrong type', 'string');
  // SASL PLAIN separates user and password with NUL.
  else if (!/^\P{Cc}{1,512}$/u.test(value)) found.add(`/${name}`, 'not allowed', 'text without control characters');
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
