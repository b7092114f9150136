// Opens the connection of one hop to the very addresses that were checked, on a socket that no other call ever uses.
import http, { type ClientRequest, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction, TcpNetConnectOpts } from 'node:net';
import { parseIpAddress } from '../domain/ip-range.ts';
import type { Target, TargetAddress } from './resolve-target.ts';

export interface DialOptions {
  readonly method: string;
  /** Names in lower case, complete: nothing is added but `connection: close`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
}

/** The HTTP client hands these on to the socket; its own types leave them out. */
type ConnectOptions = RequestOptions &
  Pick<TcpNetConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>;

const maxHeaderBytes = 16 * 1024;

/** Node asks its `lookup` again when it connects: a second answer of the name server must not count. */
function pinnedLookup(addresses: readonly TargetAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first === undefined) callback(new Error(`no address for ${hostname}`), '');
    else callback(null, first.address, first.family);
  };
}

/** The request with its head set and nothing sent; the body is the caller's to write. */
export function dialTarget(target: Target, options: DialOptions): ClientRequest {
  const { url, hostname, addresses } = target;
  const isSecure = url.protocol === 'https:';
  const connectOptions: ConnectOptions = {
    host: hostname,
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: options.method,
    headers: options.headers,
    setHost: false,
    // A new agent per request: a pooled connection would answer for a policy that never checked it.
    agent: false,
    lookup: pinnedLookup(addresses),
    autoSelectFamily: true,
    // Node's 250 ms would give up a far server for an IPv6 address that this machine cannot reach.
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.ceil(options.connectTimeoutMs / addresses.length)),
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
  };
  if (!isSecure) return http.request(connectOptions);
  // RFC 6066 allows names alone, without a final dot. Verification is asked for here, so that
  // NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
  const servername = parseIpAddress(hostname) === undefined ? hostname : '';
  return https.request({ ...connectOptions, servername, rejectUnauthorized: true });
}

/** Whether a connected socket ended up where the check said. */
export function isTargetAddress(target: Target, remoteAddress: string): boolean {
  const remote = parseIpAddress(remoteAddress);
  return target.addresses.some(({ address }) => {
    const checked = parseIpAddress(address);
    return remote !== undefined && checked?.family === remote.family && checked.value === remote.value;
  });
}
