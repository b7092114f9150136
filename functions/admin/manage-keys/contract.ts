// /v1/admin/keys: make, import, list, show, change and revoke API keys.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { scopes } from '../../../shared/domain/api-key.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';

const label = z.string().check(z.maxLength(200));
const timestamp = z.iso.datetime({ offset: true });
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

const created = z.extend(keyView, { key: z.string() });
const errors = {
  ...{ 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema },
  ...{ 404: errorBodySchema, 405: errorBodySchema, 409: errorBodySchema },
};

export const contract = {
  name: 'ManageKeys',
  folder: 'functions/admin/manage-keys',
  summary: 'Makes, imports, lists, changes and revokes API keys',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/keys', methods: ['GET', 'POST'], isCrossOrigin: false },
      {
        kind: 'http',
        path: '/v1/admin/keys/{id}',
        methods: ['GET', 'PATCH', 'DELETE'],
        isCrossOrigin: false,
      },
    ],
  },
  auth: 'admin-key',
  env: { ACCOUNTS_TABLE: text, STAGE: text, ACCOUNT_CACHE_SECONDS: number },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([keyView, z.object({ items: z.array(keyView), nextCursor: z.nullable(z.string()) })]),
    201: created,
    ...errors,
  },
} as const satisfies FunctionContract;
