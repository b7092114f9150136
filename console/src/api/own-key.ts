// Whether a key is the one that the operator has signed in with.
import { sessionState } from './session-store.ts';

export const isOwnKey = ({ id }: { readonly id: string }): boolean => {
  const state = sessionState();
  return state.kind === 'signed-in' && state.session.keyId === id;
};
