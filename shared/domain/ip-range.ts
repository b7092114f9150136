// Addresses as numbers, below the address policy: strict parsing, so that what is odd is never taken for something harmless.

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A CIDR block: every address whose first `prefixBits` bits equal those of `first`. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly prefixBits: number;
}

const familyBits = { 4: 32, 6: 128 } as const;

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

/** The 16-bit groups of one side of `::`, a dotted tail counting as two; undefined when one of them is malformed. */
function parseGroups(text: string, mayEndDotted: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
      continue;
    }
    const tail = mayEndDotted && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (tail === undefined) return undefined;
    groups.push(tail >> 16n, tail & 0xffffn);
  }
  return groups;
}

function parseIpv6(text: string): bigint | undefined {
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const [head = '', tail] = sides;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array<bigint>(missing).fill(0n), ...after];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/**
 * Reads dotted decimal IPv4 and RFC 4291 IPv6 text. Undefined for all else: host names, short, octal and hexadecimal IPv4,
 * brackets, zone ids, surrounding space.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family, value };
}

/** Reads `10.0.0.0/8`, `fd00::/8` or a bare address (a block of one); bits after the prefix are ignored, as routers do. */
export function parseIpRange(text: string): IpRange | undefined {
  const [addressText = '', prefixText, ...more] = text.split('/');
  const address = parseIpAddress(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const bits = familyBits[address.family];
  if (prefixText === undefined) return { family: address.family, first: address.value, prefixBits: bits };
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText) || Number(prefixText) > bits) return undefined;
  return { family: address.family, first: address.value, prefixBits: Number(prefixText) };
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  if (address.family !== range.family) return false;
  const ignoredBits = BigInt(familyBits[range.family] - range.prefixBits);
  return address.value >> ignoredBits === range.first >> ignoredBits;
}
