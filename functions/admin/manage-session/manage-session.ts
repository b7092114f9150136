// Signing in, and out again: an admin key goes in once, a cookie that no script can read stands for it from then on.
import type * as z from 'zod/mini';
import type { Clock, Randomness } from '../../../shared/domain/randomness.ts';
import {
  csrfToken,
  hashSessionToken,
  newSession,
  newSessionToken,
  type Session,
  type SessionLimits,
} from '../../../shared/domain/session.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../../shared/edge/http-request.ts';
import { authoriseKey } from '../../../shared/use-cases/authorise-key.ts';
import { bearerKey } from '../../native/bearer-key.ts';
import {
  authoriseOperator,
  type Operator,
  type OperatorDeps,
  refuseOtherOrigins,
  sessionToken,
} from '../authorise-operator.ts';
import { readOptionalJson } from '../read-body.ts';
import { openSessionBody, type sessionView } from './contract.ts';

type SessionView = z.output<typeof sessionView>;

export interface ManageSessionDeps {
  readonly sessions: {
    createSession(session: Session): Promise<void>;
    getSession(hash: string): Promise<Session | undefined>;
    deleteSession(hash: string): Promise<void>;
  };
  readonly clock: Clock;
  readonly random: Randomness;
  readonly limits: SessionLimits;
  readonly publicBaseUrl: string;
}

/**
 * Signing in takes a key, in the header or the body, and from our own page alone: else another site could sign a visitor in
 * as somebody else. Everything else is as on every admin route.
 */
export const authoriseSignIn = async (deps: OperatorDeps, request: HttpRequest): Promise<Operator> => {
  if (request.method !== 'POST') return authoriseOperator(deps, request);
  refuseOtherOrigins(request, deps.publicBaseUrl);
  const presented = bearerKey(request) ?? readOptionalJson(request, openSessionBody).key;
  const key = await authoriseKey(deps, { key: presented, scopes: ['admin'] });
  return { account: key.account, key, via: 'key' };
};

const view = (operator: Operator, session: Session, token: string, limits: SessionLimits): SessionView => ({
  keyId: operator.key.id,
  label: operator.key.label,
  csrfToken: csrfToken(token),
  expiresAt: new Date(session.createdAt + limits.maxSeconds * 1000).toISOString(),
  idleSeconds: limits.idleSeconds,
});

export const openSession = async (
  deps: ManageSessionDeps,
  operator: Operator,
): Promise<{ readonly token: string; readonly view: SessionView }> => {
  const token = newSessionToken(deps.random);
  const session = newSession(token, operator.key, deps.clock.now(), deps.limits);
  await deps.sessions.createSession(session);
  return { token, view: view(operator, session, token, deps.limits) };
};

/** @throws VoxgateError NOT_FOUND when the caller came with a key and has no session */
export const showSession = async (
  deps: ManageSessionDeps,
  request: HttpRequest,
  operator: Operator,
): Promise<SessionView> => {
  const token = sessionToken(request, deps.publicBaseUrl);
  const session =
    operator.via === 'session' && token !== undefined
      ? await deps.sessions.getSession(hashSessionToken(token))
      : undefined;
  if (!session || token === undefined) throw new VoxgateError('NOT_FOUND', 'No session');
  return view(operator, session, token, deps.limits);
};

/** Without one there is nothing to end, and that is no error. */
export const endSession = async (deps: ManageSessionDeps, request: HttpRequest): Promise<void> => {
  const token = sessionToken(request, deps.publicBaseUrl);
  if (token !== undefined) await deps.sessions.deleteSession(hashSessionToken(token));
};
