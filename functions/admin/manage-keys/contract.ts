// /v1/admin/keys: make, import, list, show, change, rotate and revoke API keys.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { scopes } from '../../../shared/domain/scopes.ts';
import { adminEnv, adminErrors, pageOf, timestamp } from '../admin-contract.ts';

const label = z.string().check(z.maxLength(200));
const scopeList = z.array(z.enum(scopes)).check(z.minLength(1), z.maxLength(scopes.length));

export const createKeyBody = z.strictObject({
  /** Absent only for an admin key, which belongs to no source. */
  audioSource: z.optional(z.string()),
  label: z.optional(label),
  scopes: z.optional(scopeList),
  expiresAt: z.optional(z.nullable(timestamp)),
  /** An existing key, imported so that callers need not change theirs. */
  key: z.optional(z.string().check(z.minLength(8), z.maxLength(256), z.regex(/^[\x21-\x7e]+$/))),
});

export const patchKeyBody = z.strictObject({
  label: z.optional(label),
  active: z.optional(z.boolean()),
  expiresAt: z.optional(z.nullable(timestamp)),
});

/** 30 days. */
const maxOverlapSeconds = 30 * 86_400;

export const rotateKeyBody = z.strictObject({
  /** How long the former key goes on beside the new one. Left out: a day. 0: it ends at once. */
  overlapSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(maxOverlapSeconds))),
});

export const keyView = z.object({
  id: z.string(),
  prefix: z.string(),
  audioSource: z.nullable(z.string()),
  label: z.string(),
  scopes: z.array(z.enum(scopes)),
  active: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.nullable(z.string()),
  lastUsedAt: z.nullable(z.string()),
});

/** The one answer that shows the key itself. */
export const createdKeyView = z.extend(keyView, { key: z.string() });
export const keysPage = pageOf(keyView);

export const contract = {
  name: 'ManageKeys',
  folder: 'functions/admin/manage-keys',
  summary: 'Makes, imports, lists, changes, rotates and revokes API keys',
  trigger: {
    kind: 'http-group',
    routes: [
      {
        ...{ kind: 'http', path: '/v1/admin/keys', isCrossOrigin: false },
        methods: ['GET', 'POST'],
        changes: { POST: 'key.create' },
      },
      {
        ...{ kind: 'http', path: '/v1/admin/keys/{id}', isCrossOrigin: false },
        methods: ['GET', 'PATCH', 'DELETE'],
        changes: { PATCH: 'key.change', DELETE: 'key.revoke' },
      },
      {
        ...{ kind: 'http', path: '/v1/admin/keys/{id}/rotate', isCrossOrigin: false },
        methods: ['POST'],
        changes: { POST: 'key.rotate' },
      },
    ],
  },
  auth: 'admin-key',
  env: adminEnv,
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([keyView, keysPage]),
    201: createdKeyView,
    ...adminErrors,
  },
} as const satisfies FunctionContract;
