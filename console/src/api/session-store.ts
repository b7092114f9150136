// Who is signed in, for all the page: the cookie itself no script can see.
import type * as z from 'zod/mini';
import type { sessionView } from '../../../functions/admin/manage-session/contract.ts';

export type Session = z.output<typeof sessionView>;

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-in'; readonly session: Session }
  /** The sentence says why, where it was not the operator's own wish. */
  | { readonly kind: 'signed-out'; readonly reason?: string };

let state: SessionState = { kind: 'unknown' };
let renew: (() => Promise<Session>) | undefined;
const listeners = new Set<() => void>();

export const sessionState = (): SessionState => state;

export const setSessionState = (next: SessionState): void => {
  state = next;
  for (const listener of listeners) listener();
};

/** @returns how to stop listening */
export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const csrfToken = (): string | undefined =>
  state.kind === 'signed-in' ? state.session.csrfToken : undefined;

export const sessionEnded = (reason: string): void => {
  if (state.kind === 'signed-in') setSessionState({ kind: 'signed-out', reason });
};

/** How the session is looked up again; the client knows, and tells. */
export const renewWith = (lookUp: () => Promise<Session>): void => {
  renew = lookUp;
};

/** @returns whether there is a session again */
export const renewSession = async (): Promise<boolean> => {
  const session = await renew?.().catch(() => undefined);
  if (!session) return false;
  setSessionState({ kind: 'signed-in', session });
  return true;
};
