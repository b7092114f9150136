// /v1/admin/sources: the calling systems, what the vendor calls them, and where their results go.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';

export const putSourceBody = z.strictObject({
  /** May be left out: the path names it. */
  name: z.optional(z.string()),
  vendorSource: z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[\x21-\x7e]+$/)),
  forwardUrl: z.optional(z.nullable(z.string().check(z.maxLength(2000)))),
  forwardHeaders: z.optional(z.record(z.string(), z.string().check(z.maxLength(2000)))),
  forward: z.optional(z.enum(['webhook', 'always'])),
  /** `whsec_` + base64 of 24 to 64 bytes. Left out: stays as it is. `null`: removed. */
  signingSecret: z.optional(z.nullable(z.string())),
  language: z.optional(z.nullable(z.string().check(z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)))),
  retentionDays: z.optional(z.nullable(z.int().check(z.minimum(1), z.maximum(3650)))),
  active: z.optional(z.boolean()),
  /** Left out: stays as it is, so that no ordinary change lets go a brake. */
  paused: z.optional(z.boolean()),
});

export const patchSourceBody = z.strictObject({ paused: z.boolean() });

export const sourceView = z.object({
  name: z.string(),
  vendorSource: z.string(),
  forwardUrl: z.nullable(z.string()),
  /** The names with their values hidden: a header may carry a password. */
  forwardHeaders: z.record(z.string(), z.literal('…')),
  forward: z.enum(['webhook', 'always']),
  isSigned: z.boolean(),
  language: z.nullable(z.string()),
  retentionDays: z.nullable(z.number()),
  active: z.boolean(),
  /** Its recordings are accepted and kept, but go neither to the vendor nor to its server. */
  paused: z.boolean(),
  pausedAt: z.nullable(z.string()),
  /** Since when and why forwarding is switched off; writing the source switches it on again. */
  forwardDisabledAt: z.nullable(z.string()),
  forwardDisabledReason: z.nullable(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const errors = {
  ...{ 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema },
  ...{ 404: errorBodySchema, 405: errorBodySchema },
};

export const contract = {
  name: 'ManageSources',
  folder: 'functions/admin/manage-sources',
  summary: 'Lists, shows, writes and pauses sources',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/sources', methods: ['GET'], isCrossOrigin: false },
      {
        kind: 'http',
        path: '/v1/admin/sources/{name}',
        methods: ['GET', 'PUT', 'PATCH'],
        isCrossOrigin: false,
      },
    ],
  },
  auth: 'admin-key',
  env: { ACCOUNTS_TABLE: text, SEALING_KEY_SECRET_ARN: text, STAGE: text, ACCOUNT_CACHE_SECONDS: number },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([sourceView, z.object({ items: z.array(sourceView), nextCursor: z.nullable(z.string()) })]),
    201: sourceView,
    ...errors,
  },
} as const satisfies FunctionContract;
