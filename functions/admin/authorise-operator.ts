// Who stands before the admin door: an admin key in a header, or the panel's session cookie with proof that our own page sent it.
import { type ApiKey, isUsable } from '../../shared/domain/api-key.ts';
import type { Clock } from '../../shared/domain/randomness.ts';
import {
  csrfToken,
  hashSessionToken,
  isLive,
  isSeenAnew,
  type Session,
  type SessionLimits,
} from '../../shared/domain/session.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { authoriseKey, type Keys } from '../../shared/use-cases/authorise-key.ts';
import { bearerKey } from '../native/bearer-key.ts';
import { sessionCookieName } from './session-cookie.ts';
import { csrfHeader, pollHeader } from './session-headers.ts';

export interface OperatorDeps {
  readonly keys: Keys;
  readonly sessions: {
    getSession(hash: string): Promise<Session | undefined>;
    touchSession(hash: string, seenAt: number): Promise<void>;
  };
  readonly clock: Clock;
  readonly limits: SessionLimits;
  readonly publicBaseUrl: string;
}

export interface Operator {
  readonly account: string;
  readonly key: ApiKey;
  readonly via: 'key' | 'session';
}

export const sessionToken = (request: HttpRequest, publicBaseUrl: string): string | undefined => {
  const begin = `${sessionCookieName(publicBaseUrl)}=`;
  return request.cookies.find((cookie) => cookie.startsWith(begin))?.slice(begin.length);
};

/**
 * Browsers say where a request comes from: `Sec-Fetch-Site`, older ones `Origin`. What says nothing is no browser.
 * @throws VoxgateError CROSS_ORIGIN_REFUSED
 */
export const refuseOtherOrigins = (request: HttpRequest, publicBaseUrl: string): void => {
  const { 'sec-fetch-site': site, origin, host } = request.headers;
  // Something of ours may stand in front, and then the host is not the one that the browser knows.
  const hosts = [host, new URL(publicBaseUrl).host];
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && (!URL.canParse(origin) || !hosts.includes(new URL(origin).host)));
  if (isForeign)
    throw new VoxgateError('CROSS_ORIGIN_REFUSED', 'This call is not for pages of other origins');
};

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

const ended = () => new VoxgateError('SESSION_EXPIRED', 'The session has ended: sign in again');

const bySession = async (deps: OperatorDeps, request: HttpRequest, token: string): Promise<Operator> => {
  refuseOtherOrigins(request, deps.publicBaseUrl);
  if (!isReading(request.method) && request.headers[csrfHeader] !== csrfToken(token)) {
    throw new VoxgateError('CROSS_ORIGIN_REFUSED', `The header ${csrfHeader} is missing or wrong`);
  }
  const nowMs = deps.clock.now();
  const session = await deps.sessions.getSession(hashSessionToken(token));
  if (!session || !isLive(session, nowMs, deps.limits)) throw ended();
  const key = await deps.keys.find(session.keyHash);
  if (!key || !isUsable(key, nowMs) || !key.scopes.includes('admin')) throw ended();
  const isPoll = request.headers[pollHeader] !== undefined;
  if (!isPoll && isSeenAnew(session, nowMs, deps.limits))
    await deps.sessions.touchSession(session.hash, nowMs);
  return { account: key.account, key, via: 'session' };
};

/**
 * A key in a header beats the cookie.
 * @throws VoxgateError MISSING_API_KEY, INVALID_API_KEY, SESSION_EXPIRED, CROSS_ORIGIN_REFUSED
 */
export const authoriseOperator = async (deps: OperatorDeps, request: HttpRequest): Promise<Operator> => {
  const presented = bearerKey(request);
  const token = sessionToken(request, deps.publicBaseUrl);
  if (presented === undefined && token !== undefined) return bySession(deps, request, token);
  const key = await authoriseKey(deps, { key: presented, scopes: ['admin'] });
  return { account: key.account, key, via: 'key' };
};
