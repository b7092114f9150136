// Who is signed in, for all the page: the cookie itself no script can see.
import type * as z from 'zod/mini';
import type { sessionView } from '../../../functions/admin/manage-session/contract.ts';

export type Session = z.output<typeof sessionView>;

export type SessionState =
  | { readonly kind: 'unknown' }
  /** Nobody could be asked. */
  | { readonly kind: 'unreachable'; readonly cause: unknown }
  | { readonly kind: 'signed-in'; readonly session: Session }
  /** The session ended under an open page: what stands there is kept for a while, until the operator is back. */
  | { readonly kind: 'interrupted'; readonly session: Session }
  | { readonly kind: 'signed-out' };

let state: SessionState = { kind: 'unknown' };
const listeners = new Set<() => void>();
/** To the panel's other tabs, which have the same cookie. */
const otherTabs = new BroadcastChannel('voxgate-signed-out');

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

/** Once: at once, or when somebody is signed in again. @returns how to stop waiting */
export const whenSignedIn = (work: () => void): (() => void) => {
  const workIfSignedIn = (): void => {
    if (state.kind !== 'signed-in') return;
    stop();
    work();
  };
  const stop = onSessionChange(workIfSignedIn);
  workIfSignedIn();
  return stop;
};

export const csrfToken = (): string | undefined =>
  state.kind === 'signed-in' ? state.session.csrfToken : undefined;

/** @param token of the session that ended: another may have begun since the call was sent */
export const sessionEnded = (token: string | undefined): void => {
  if (state.kind !== 'signed-in' || state.session.csrfToken !== token) return;
  setSessionState({ kind: 'interrupted', session: state.session });
};

/** By the operator's own wish: nothing of what was seen is kept, in other tabs neither. */
export const signedOut = (): void => {
  setSessionState({ kind: 'signed-out' });
  otherTabs.postMessage('signed-out');
};

otherTabs.addEventListener('message', () => {
  if (state.kind === 'signed-in' || state.kind === 'interrupted') setSessionState({ kind: 'signed-out' });
});
