// /v1/admin/vendor: the brake on the speech vendor, for the whole stage.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { adminEnv, adminErrors } from '../admin-contract.ts';

export const putVendorBody = z.strictObject({ paused: z.boolean() });

export const vendorView = z.object({
  /** No recording of any source goes to the vendor; its webhooks are taken. */
  paused: z.boolean(),
  pausedAt: z.nullable(z.string()),
  /** The last time it was let go. */
  resumedAt: z.nullable(z.string()),
});

export const contract = {
  name: 'ManageVendor',
  folder: 'functions/admin/manage-vendor',
  summary: 'Pauses and resumes the speech vendor for the whole stage',
  trigger: {
    kind: 'http-group',
    routes: [
      {
        ...{ kind: 'http', path: '/v1/admin/vendor', isCrossOrigin: false },
        methods: ['GET', 'PUT'],
        changes: { PUT: 'vendor.pause' },
      },
    ],
  },
  auth: 'admin-key',
  env: adminEnv,
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 200: vendorView, ...adminErrors },
} as const satisfies FunctionContract;
