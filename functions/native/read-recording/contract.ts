// GET /v1/recordings/{id} and GET /v1/recordings?audioID=: how a submitter's own recording stands.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../error-body.ts';
import { recordingView } from '../recording-view.ts';

const errors = { 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema, 404: errorBodySchema };

export const contract = {
  name: 'ReadRecording',
  folder: 'functions/native/read-recording',
  summary: 'Shows a submitter its own recording: progress, and in the end the result',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/recordings/{id}', methods: ['GET'], isCrossOrigin: true },
      { kind: 'http', path: '/v1/recordings', methods: ['GET'], isCrossOrigin: true },
    ],
  },
  auth: 'read-key',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    RESULTS_BUCKET: text,
    PUBLIC_BASE_URL: text,
    CORS_ORIGIN: text,
    STAGE: text,
    ACCOUNT_CACHE_SECONDS: number,
  },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([recordingView, z.object({ items: z.array(recordingView), nextCursor: z.null() })]),
    ...errors,
  },
} as const satisfies FunctionContract;
