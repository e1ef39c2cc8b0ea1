const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const DECIMAL_BYTE = /^(?:0|[1-9]\d{0,2})$/;
/** The last label decides: clients read `1.2.3.0x7f` or `2130706433` as an address in disguise. */
const LOOKS_NUMERIC = /^(?:\d+|0x[0-9a-f]*)$/i;

/** Tells whether `host` is a DNS name, a dotted IPv4 address or a bracketed IPv6 address, written the one usual way. */
export function isUrlHost(host: string): boolean {
  if (host.startsWith('[')) return isIpv6(host.slice(1, -1));
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  const labels = name.split('.');
  if (LOOKS_NUMERIC.test(labels.at(-1) ?? '')) return isIpv4(host);
  return name.length <= 253 && labels.every((label) => LABEL.test(label));
}

/** Hosts that can only be this machine. `host.docker.internal` is the development provider's name (specification 1.7). */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === 'host.docker.internal') return true;
  return (isIpv4(name) && name.startsWith('127.')) || name === '[::1]' || name === '[0:0:0:0:0:0:0:1]';
}

function isIpv4(host: string): boolean {
  const bytes = host.split('.');
  return bytes.length === 4 && bytes.every((byte) => DECIMAL_BYTE.test(byte) && Number(byte) <= 255);
}

/** RFC 4291 §2.2: eight groups, one `::` for at least one of them, optionally IPv4 at the end. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const endsInIpv4 = last.includes('.');
  if (endsInIpv4 && (!isIpv4(last) || !text.endsWith(last))) return false;
  const hex = endsInIpv4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (endsInIpv4 ? 2 : 0);
  return hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}
