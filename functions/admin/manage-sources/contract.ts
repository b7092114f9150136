// /v1/admin/sources: the calling systems, what the vendor calls them, and where their results go.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';
import { adminEnv, adminErrors, pageOf } from '../admin-contract.ts';

export const putSourceBody = z.strictObject({
  /** May be left out: the path names it. */
  name: z.optional(z.string()),
  vendorSource: z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[\x21-\x7e]+$/)),
  forwardUrl: z.optional(z.nullable(z.string().check(z.maxLength(2000)))),
  /** Left out: they stay, unless `forwardUrl` names another server: then they must be said. `{}`: removed. */
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

export const sourcesPage = pageOf(sourceView);

/** What was posted to the source's server just now, and what it said. */
export const forwardTestView = z.object({
  url: z.string(),
  /** 2xx: a result would have counted as delivered. */
  isAccepted: z.boolean(),
  request: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }),
  statusCode: z.nullable(z.number()),
  durationMs: z.nullable(z.number()),
  error: z.nullable(z.string()),
  response: z.nullable(z.string()),
});

export const contract = {
  name: 'ManageSources',
  folder: 'functions/admin/manage-sources',
  summary: 'Lists, shows, writes, pauses, tests and removes sources',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/sources', methods: ['GET'], isCrossOrigin: false },
      {
        ...{ kind: 'http', path: '/v1/admin/sources/{name}', isCrossOrigin: false },
        methods: ['GET', 'PUT', 'PATCH', 'DELETE'],
        changes: { PUT: 'source.write', PATCH: 'source.pause', DELETE: 'source.remove' },
      },
      {
        ...{ kind: 'http', path: '/v1/admin/sources/{name}/test', isCrossOrigin: false },
        methods: ['POST'],
        changes: { POST: 'source.test' },
      },
    ],
  },
  auth: 'admin-key',
  env: {
    ...adminEnv,
    SEALING_KEY_SECRET_ARN: text,
    RECORDINGS_TABLE: text,
    DELIVER_QUEUE_URL: text,
  },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([sourceView, sourcesPage, forwardTestView]),
    201: sourceView,
    412: errorBodySchema,
    ...adminErrors,
  },
} as const satisfies FunctionContract;
