// /v1/admin/stats: what came of the calls, by source and day.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { text } from '../../../shared/env.ts';
import { adminEnv, adminErrors } from '../admin-contract.ts';

/** What became of all that was accepted on one day for one source. An attempt counts, so a retried recording counts again. */
export const statisticsLine = z.object({
  /** UTC, `2026-11-21`. */
  day: z.string(),
  audioSource: z.string(),
  completed: z.number(),
  failed: z.number(),
  /** Failed ones by `errorCode`. */
  errors: z.record(z.string(), z.number()),
  /** Of completed ones. */
  audioSeconds: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
});

export const statisticsView = z.object({
  from: z.string(),
  to: z.string(),
  items: z.array(statisticsLine),
  /** As they stand, of whatever day: counted up to 10,000. */
  now: z.object({ processing: z.number(), pendingDeliveries: z.number(), undelivered: z.number() }),
});

export const contract = {
  name: 'ReadStatistics',
  folder: 'functions/admin/read-statistics',
  summary: 'Shows what came of the calls, by source and day',
  trigger: {
    kind: 'http-group',
    routes: [{ kind: 'http', path: '/v1/admin/stats', methods: ['GET'], isCrossOrigin: false }],
  },
  auth: 'admin-key',
  env: { ...adminEnv, RECORDINGS_TABLE: text },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 200: statisticsView, ...adminErrors },
} as const satisfies FunctionContract;
