// /v1/admin/recordings: what an operator does with recordings of any source.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';
import { recordingView } from '../../native/recording-view.ts';

export const retryBody = z.strictObject({
  /** A completed recording is transcribed, and billed, once more. */
  force: z.optional(z.boolean()),
});

const errors = {
  ...{ 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema },
  ...{ 404: errorBodySchema, 405: errorBodySchema, 409: errorBodySchema },
};

export const contract = {
  name: 'ManageRecordings',
  folder: 'functions/admin/manage-recordings',
  summary: 'Tries recordings that have ended again',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/recordings/{id}/retry', methods: ['POST'], isCrossOrigin: false },
    ],
  },
  auth: 'admin-key',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    TRANSCODE_QUEUE_URL: text,
    PUBLIC_BASE_URL: text,
    STAGE: text,
    HINT_GRACE_SECONDS: number,
    WEBHOOK_GRACE_SECONDS: number,
    ACCOUNT_CACHE_SECONDS: number,
  },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 202: recordingView, ...errors },
} as const satisfies FunctionContract;
