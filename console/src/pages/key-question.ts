// What is being asked about keys: a new one, or something to be done with one of them.
import type { ApiKey } from '../api/client.ts';

export type KeyQuestion =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit' | 'rotate' | 'revoke'; readonly apiKey: ApiKey };
