// /v1/admin/deliveries: what was posted to customers' servers, what waits, what was given up; and posting it once more.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { text } from '../../../shared/env.ts';
import { adminEnv, adminErrors, pageOf, timestamp } from '../admin-contract.ts';
import { deliveryView } from '../delivery-view.ts';

export const deliveriesPage = pageOf(deliveryView);

/** Which deliveries: all of this status that were made in that time, of that source where one is named. */
export const redeliverBody = z.strictObject({
  status: z.enum(['pending', 'delivered', 'undelivered']),
  audioSource: z.optional(z.string()),
  from: z.optional(timestamp),
  to: z.optional(timestamp),
  /** From the answer before, to go on where it stopped. */
  cursor: z.optional(z.string()),
});

export const redeliveredView = z.object({
  redelivered: z.number(),
  /** Found, and left alone: being posted at that moment, or their source has no target or is switched off. */
  skipped: z.number(),
  /** Not null: there may be more; call again with it. */
  nextCursor: z.nullable(z.string()),
});

export const contract = {
  name: 'ManageDeliveries',
  folder: 'functions/admin/manage-deliveries',
  summary: 'Lists and shows deliveries, and has them posted once more',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/deliveries', methods: ['GET'], isCrossOrigin: false },
      // Before the one with a name in its place: the first that fits is taken.
      {
        ...{ kind: 'http', path: '/v1/admin/deliveries/redeliver', isCrossOrigin: false },
        methods: ['POST'],
        changes: { POST: 'deliveries.redeliver' },
      },
      { kind: 'http', path: '/v1/admin/deliveries/{id}', methods: ['GET'], isCrossOrigin: false },
      {
        ...{ kind: 'http', path: '/v1/admin/deliveries/{id}/redeliver', isCrossOrigin: false },
        methods: ['POST'],
        changes: { POST: 'delivery.redeliver' },
      },
    ],
  },
  auth: 'admin-key',
  env: { ...adminEnv, RECORDINGS_TABLE: text, RESULTS_BUCKET: text, DELIVER_QUEUE_URL: text },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([deliveryView, deliveriesPage, redeliveredView]),
    202: deliveryView,
    ...adminErrors,
  },
} as const satisfies FunctionContract;
