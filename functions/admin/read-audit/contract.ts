// /v1/admin/audit: who changed what, and what came of it.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { adminEnv, adminErrors, pageOf } from '../admin-contract.ts';

export const auditView = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.object({ keyId: z.string(), label: z.string(), via: z.enum(['key', 'session']) }),
  action: z.string(),
  target: z.string(),
  fields: z.record(z.string(), z.string()),
  requestId: z.string(),
  /** `done`, the error's code, or `begun` where it was cut off. */
  outcome: z.string(),
});
export const auditPage = pageOf(auditView);

export const contract = {
  name: 'ReadAudit',
  folder: 'functions/admin/read-audit',
  summary: 'Shows who changed what',
  trigger: {
    kind: 'http-group',
    routes: [{ kind: 'http', path: '/v1/admin/audit', methods: ['GET'], isCrossOrigin: false }],
  },
  auth: 'admin-key',
  env: adminEnv,
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 200: auditPage, ...adminErrors },
} as const satisfies FunctionContract;
