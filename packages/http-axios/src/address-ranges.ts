import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses in CIDR notation, parsed. */
export type AddressBlock = readonly [Address, number];

/** Blocks that ipaddr.js calls ordinary unicast and that a call from a server must still not reach. */
const DENIED_BLOCKS: readonly AddressBlock[] = [
  // Azure's wire server and instance metadata, public by its looks.
  ipaddr.parseCIDR('168.63.129.16/32'),
];

/** IANA hands out global IPv6 addresses from this block only; IPv4-compatible `::a.b.c.d` and all that is unassigned lie outside. */
const GLOBAL_IPV6: AddressBlock = ipaddr.parseCIDR('2000::/3');

/** Reads an IP address; an IPv4-mapped one is read as the IPv4 address that it reaches. Undefined when the text is no address. */
export function parseAddress(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/**
 * Reads a CIDR block.
 *
 * @throws RangeError when it is malformed, or so wide that it would switch the guard off
 */
export function parseBlock(text: string): AddressBlock {
  if (!ipaddr.isValidCIDR(text)) throw new RangeError(`outbound.allow_cidrs: "${text}" is not a CIDR block`);
  const block = ipaddr.parseCIDR(text);
  if (block[1] === 0) throw new RangeError(`outbound.allow_cidrs: "${text}" would switch the destination guard off`);
  return block;
}

export function isInside(address: Address, [network, bits]: AddressBlock): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

export function isLoopback(address: Address): boolean {
  return address.range() === 'loopback';
}

/**
 * Tells whether an address belongs to the public internet. Private, loopback, link-local, carrier-NAT, multicast, unspecified, documentation,
 * benchmarking, reserved and tunnelled (6to4, NAT64, Teredo) ranges do not: each of them has a name of its own in ipaddr.js.
 */
export function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6' && !isInside(address, GLOBAL_IPV6)) return false;
  return !DENIED_BLOCKS.some((block) => isInside(address, block));
}
