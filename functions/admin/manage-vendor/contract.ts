// /v1/admin/vendor: the brake on the speech vendor, for the whole stage.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';

export const putVendorBody = z.strictObject({ paused: z.boolean() });

export const vendorView = z.object({
  /** No recording of any source goes to the vendor; its webhooks are taken. */
  paused: z.boolean(),
  pausedAt: z.nullable(z.string()),
  /** The last time it was let go. */
  resumedAt: z.nullable(z.string()),
});

const errors = {
  ...{ 400: errorBodySchema, 401: errorBodySchema },
  ...{ 403: errorBodySchema, 405: errorBodySchema },
};

export const contract = {
  name: 'ManageVendor',
  folder: 'functions/admin/manage-vendor',
  summary: 'Pauses and resumes the speech vendor for the whole stage',
  trigger: {
    kind: 'http-group',
    routes: [{ kind: 'http', path: '/v1/admin/vendor', methods: ['GET', 'PUT'], isCrossOrigin: false }],
  },
  auth: 'admin-key',
  env: { ACCOUNTS_TABLE: text, STAGE: text, ACCOUNT_CACHE_SECONDS: number },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 200: vendorView, ...errors },
} as const satisfies FunctionContract;
