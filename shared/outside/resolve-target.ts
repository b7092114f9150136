// Which server a URL means, and whether it may be asked: the check before every hop of an outgoing call.
import { lookup as dnsLookup } from 'node:dns/promises';
import type { AddressPolicy } from '../domain/address-policy.ts';
import { type IpAddress, parseIpAddress } from '../domain/ip-range.ts';
import { raceSignal } from './outgoing-deadline.ts';
import { fromLookupError, OutgoingHttpError } from './outgoing-http-error.ts';

/** All addresses of a host name; rejects with Node's DNS error codes. */
export type HostLookup = (hostname: string) => Promise<readonly { readonly address: string }[]>;

export interface TargetAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface Target {
  readonly url: URL;
  /** The host without the brackets of IPv6 and without a final dot, as sockets and TLS want it. */
  readonly hostname: string;
  /** Every one checked; the connection may go to these and to nothing else. */
  readonly addresses: readonly TargetAddress[];
}

/** A name with hundreds of addresses must not make us dial hundreds of servers. */
const maxDialledAddresses = 4;

function refused(message: string, detail?: string): OutgoingHttpError {
  return new OutgoingHttpError(
    'refused-address',
    message,
    detail === undefined ? {} : { cause: new Error(detail) },
  );
}

/**
 * @param base what a relative URL (a redirect's) is relative to.
 * @throws OutgoingHttpError `refused-address` for anything but an absolute http(s) URL without credentials.
 */
export function parseTargetUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw refused('the URL is not a valid one');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('only http and https are spoken');
  if (url.username !== '' || url.password !== '') throw refused('the URL carries a user name or password');
  return url;
}

/** Ports where other protocols listen, which a forged request line could talk to: https://fetch.spec.whatwg.org/#port-blocking */
const blockedPorts = new Set(
  `0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137
   139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720
   1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080`.split(/\s+/),
);

/**
 * Reads a URL that a caller sent, or that a redirect of a caller's server led to. The forward targets of an admin may use any
 * port.
 * @throws OutgoingHttpError `refused-address`, as `parseTargetUrl`, and for the ports of other protocols.
 */
export function parseCallerUrl(text: string, base?: URL): URL {
  const url = parseTargetUrl(text, base);
  if (blockedPorts.has(url.port)) throw refused('that port is not one for HTTP');
  return url;
}

function check(policy: AddressPolicy, address: string): void {
  const verdict = policy.check(address);
  if (!verdict.allowed) {
    throw refused('the address of that host is not allowed', `${address} is refused: ${verdict.reason}`);
  }
}

function parsed(address: string): TargetAddress {
  const ip: IpAddress | undefined = parseIpAddress(address);
  if (ip === undefined)
    throw refused('the address of that host is not allowed', `lookup answered "${address}"`);
  return { address, family: ip.family };
}

/**
 * Finds and checks every address of a URL's host. One forbidden address among several refuses them all: a name that mixes
 * inside and outside is an attack or a mistake.
 * @param policy left out only for hosts that our own settings name.
 * @throws OutgoingHttpError `refused-address`, `dns`, `timeout`
 */
export async function resolveTarget(
  url: URL,
  policy: AddressPolicy | undefined,
  signal: AbortSignal,
  lookup: HostLookup = (hostname) => dnsLookup(hostname, { all: true }),
): Promise<Target> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const isLiteral = parseIpAddress(hostname) !== undefined;
  const answers = isLiteral
    ? [{ address: hostname }]
    : await raceSignal(lookup(hostname), signal).catch((error: unknown) => {
        throw fromLookupError(error);
      });
  const addresses = answers.map((answer) => parsed(answer.address));
  if (addresses.length === 0) throw fromLookupError(new Error(`no address for ${hostname}`));
  if (policy !== undefined) for (const { address } of addresses) check(policy, address);
  return { url, hostname, addresses: addresses.slice(0, maxDialledAddresses) };
}
