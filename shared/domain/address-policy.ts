// Which addresses an outgoing request may connect to: asked for each hop by the guarded HTTP client, never by name.
import { type IpAddress, type IpRange, isInRange, parseIpAddress, parseIpRange } from './ip-range.ts';

export type AddressVerdict =
  | { readonly allowed: true }
  /** The reason is for the log: to a caller it would tell what an internal name resolves to. */
  | { readonly allowed: false; readonly reason: string };

export interface AddressPolicy {
  /** @param address what a lookup or a socket reports: anything but a plain IP address is refused. */
  check(address: string): AddressVerdict;
}

export interface AddressPolicyProps {
  /** Blocks exempt from the refused ranges; see `parseAllowCidrs`. */
  readonly allowCidrs: readonly string[];
  /**
   * In `production` nothing exempts from the hard list. On the `local` stack `allowCidrs` may exempt loopback, and only
   * loopback, from it.
   * @default production
   */
  readonly environment?: 'production' | 'local';
}

/** 127.0.0.1 is the Lambda runtime API on AWS, and everything worth reaching on one machine. */
const loopback = ['127.0.0.0/8', '::1/128'];

/** Never connected to, whatever an allow-list says: credentials live there, or the form hides another address. */
const hardRanges = {
  'this host': ['0.0.0.0/8', '::/128'],
  broadcast: ['255.255.255.255/32'],
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html is inside both ranges.
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  // AWS, GCP over IPv6, Azure's WireServer, Alibaba, Oracle.
  metadata: ['fd00:ec2::/32', 'fd20:ce::/32', '168.63.129.16/32', '100.100.100.200/32', '192.0.0.192/32'],
  'IPv4-compatible': ['::/96'],
  'IPv4-mapped': ['::ffff:0:0/96'],
  'IPv4-translated': ['::ffff:0:0:0/96'],
  NAT64: ['64:ff9b::/96', '64:ff9b:1::/48'],
  '6to4': ['2002::/16', '192.88.99.0/24'],
  Teredo: ['2001::/32'],
};

/** IANA's special-purpose registries: https://www.iana.org/assignments/iana-ipv4-special-registry (and -ipv6-). */
const refusedRanges = {
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  'carrier-grade NAT': ['100.64.0.0/10'],
  'protocol assignments': ['192.0.0.0/24', '2001::/23'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  benchmarking: ['198.18.0.0/15', '2001:2::/48'],
  AS112: ['192.31.196.0/24', '192.175.48.0/24', '2620:4f:8000::/48'],
  'multicast relay': ['192.52.193.0/24'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  reserved: ['240.0.0.0/4', '3ffe::/16', 'fec0::/10'],
};

/** The only IPv6 space handed out so far (RFC 4291, section 2.4); anything outside is refused unless allow-listed. */
const globalUnicastIpv6 = range('2000::/3');

interface NamedRange {
  readonly reason: string;
  readonly range: IpRange;
}

function range(cidr: string): IpRange {
  const parsed = parseIpRange(cidr);
  if (parsed === undefined) {
    throw new Error(
      `"${cidr}" is not a CIDR block: write an address and a prefix length, such as 10.20.0.0/16`,
    );
  }
  return parsed;
}

function named(groups: Record<string, readonly string[]>): NamedRange[] {
  return Object.entries(groups).flatMap(([reason, cidrs]) =>
    cidrs.map((cidr) => ({ reason, range: range(cidr) })),
  );
}

/** ISATAP (RFC 5214, section 6.1) carries an IPv4 address behind `0:5efe` or `200:5efe`, under any prefix. */
function isIsatap(address: IpAddress): boolean {
  return address.family === 6 && ((address.value >> 32n) & 0xfdff_ffffn) === 0x5efen;
}

const hardList = named(hardRanges);
const refusedList = named(refusedRanges);
const loopbackList = loopback.map(range);

/**
 * Reads an allow-list setting: CIDR blocks or bare addresses, separated by commas or white space.
 * @param whenUnset what an absent setting means; a setting that is there but empty allows nothing.
 * @throws Error naming the block that is malformed.
 */
export function parseAllowCidrs(text: string | undefined, whenUnset: readonly string[]): string[] {
  const cidrs = text === undefined ? [...whenUnset] : text.split(/[\s,]+/).filter((part) => part !== '');
  for (const cidr of cidrs) range(cidr);
  return cidrs;
}

/**
 * Why no address of a block is ever connected to in production, though an allow-list name it; undefined when some may be.
 * @throws Error when it is no CIDR block.
 */
export function alwaysRefused(cidr: string): string | undefined {
  const { family, first, prefixBits } = range(cidr);
  const blocks = [...loopbackList.map((block) => ({ reason: 'loopback', range: block })), ...hardList];
  // Two blocks are apart, or one holds the other: so one address tells.
  const around = blocks.filter(
    (block) => block.range.prefixBits <= prefixBits && isInRange({ family, value: first }, block.range),
  );
  return around[0]?.reason;
}

/** @throws Error when one of `allowCidrs` is no CIDR block. */
export function createAddressPolicy(props: AddressPolicyProps): AddressPolicy {
  const allowList = props.allowCidrs.map(range);
  const isLocal = props.environment === 'local';

  function refusal(address: IpAddress): string | undefined {
    const isAllowListed = allowList.some((block) => isInRange(address, block));
    if (loopbackList.some((block) => isInRange(address, block))) {
      return isLocal && isAllowListed ? undefined : 'loopback';
    }
    const hard = hardList.find((entry) => isInRange(address, entry.range))?.reason;
    if (hard !== undefined) return hard;
    if (isIsatap(address)) return 'ISATAP';
    if (isAllowListed) return undefined;
    const refused = refusedList.find((entry) => isInRange(address, entry.range))?.reason;
    if (refused !== undefined) return refused;
    if (address.family === 6 && !isInRange(address, globalUnicastIpv6)) return 'not global unicast';
    return undefined;
  }

  return {
    check(text) {
      const address = parseIpAddress(text);
      const reason = address === undefined ? 'not a plain IP address' : refusal(address);
      return reason === undefined ? { allowed: true } : { allowed: false, reason };
    },
  };
}
