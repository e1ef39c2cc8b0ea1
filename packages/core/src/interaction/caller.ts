import type { JsonObject } from '../json/json.js';
import type { BindingEvidence } from '../transaction/browser-binding.js';

/** Who calls, as the transport saw it. */
export interface Caller {
  /** The client's address, forwarded addresses only from trusted proxies. */
  readonly ipAddress?: string;
  readonly userAgent?: string;
  /** Forwardable request headers by lower-case name; never `cookie` or `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly binding: BindingEvidence;
}

/** `$.request_attributes` of specification 1.15. */
export function requestAttributes(caller: Caller): JsonObject {
  return {
    ip_address: caller.ipAddress ?? null,
    user_agent: caller.userAgent ?? null,
    headers: { ...caller.headers },
  };
}

/** IPv4 as it is, IPv6 by its /64, as budgets count addresses. */
export function addressForBudget(ipAddress: string | undefined): string {
  if (ipAddress === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ipAddress)?.[1];
  if (mapped !== undefined) return mapped;
  if (!ipAddress.includes(':')) return ipAddress;
  return `${expandIpv6(ipAddress).slice(0, 4).join(':')}::/64`;
}

function expandIpv6(address: string): readonly string[] {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left.map(normaliseGroup);
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].map(normaliseGroup);
}

function normaliseGroup(group: string): string {
  return group.toLowerCase().replace(/^0+(?=.)/, '');
}
