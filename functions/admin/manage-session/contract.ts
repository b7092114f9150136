// /v1/admin/session: an admin key is exchanged for the panel's cookie, looked at, and given back.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { adminEnv, adminErrors } from '../admin-contract.ts';

/** The key may also come in the Authorization header, which beats this. */
export const openSessionBody = z.strictObject({ key: z.optional(z.string().check(z.maxLength(256))) });

export const sessionView = z.object({
  /** The admin key it was opened with. */
  keyId: z.string(),
  label: z.string(),
  /** To be sent as X-CSRF-Token with each call that changes something. */
  csrfToken: z.string(),
  /** However much it is used, it ends then. */
  expiresAt: z.string(),
  /** Unused this long, it ends earlier. */
  idleSeconds: z.number(),
});

export const contract = {
  name: 'ManageSession',
  folder: 'functions/admin/manage-session',
  summary: 'Opens, shows and ends a session of the admin panel',
  trigger: {
    kind: 'http-group',
    routes: [
      {
        ...{ kind: 'http', path: '/v1/admin/session', isCrossOrigin: false },
        methods: ['GET', 'POST', 'DELETE'],
        changes: { POST: 'session.open', DELETE: 'session.end' },
      },
    ],
  },
  auth: 'admin-key',
  env: adminEnv,
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 200: sessionView, 201: sessionView, ...adminErrors },
} as const satisfies FunctionContract;
