// POST /voiceTranscription/voiceTranscriptionWebhook.php: the vendor brings results.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, optionalText, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../error-body.ts';

/** What is null of `audioID`, `filename` and `json_url` was deleted with its recording. */
const listedResult = z.object({
  audioID: z.nullable(z.string()),
  audioSource: z.nullable(z.string()),
  json_url: z.nullable(z.string()),
  forward: z.nullable(z.literal('queued')),
});

const answer = z.object({
  status: z.literal('success'),
  message: z.optional(z.string()),
  audioID: z.optional(z.nullable(z.string())),
  audioSource: z.optional(z.nullable(z.string())),
  filename: z.nullable(z.string()),
  json_url: z.nullable(z.string()),
  forward_url: z.optional(z.nullable(z.string())),
  forward_status: z.optional(z.nullable(z.number())),
  forward_response: z.optional(z.nullable(z.string())),
  forward_error: z.optional(z.nullable(z.string())),
  results: z.optional(z.array(listedResult)),
});

export const contract = {
  name: 'ReceiveWebhook',
  folder: 'functions/gateway/receive-webhook',
  summary:
    'Keeps what the vendor sends, updates the recording, has it forwarded and reports the first attempt',
  trigger: {
    kind: 'http',
    path: '/voiceTranscription/voiceTranscriptionWebhook.php',
    methods: ['POST'],
    isCrossOrigin: true,
  },
  auth: 'vendor',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    RESULTS_BUCKET: text,
    DELIVER_QUEUE_URL: text,
    PUBLIC_BASE_URL: text,
    STAGE: text,
    CORS_ORIGIN: text,
    WEBHOOK_AUTH: text,
    WEBHOOK_SECRET_ARN: optionalText,
    FORWARD_WAIT_SECONDS: number,
    HINT_GRACE_SECONDS: number,
    WEBHOOK_REPEAT_SECONDS: number,
    ACCOUNT_CACHE_SECONDS: number,
  },
  timeoutSeconds: 29,
  memoryMb: 512,
  // Always there for the vendor, however many callers wait in submit.
  reservedConcurrency: 50,
  responses: { 200: answer, 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema },
} as const satisfies FunctionContract;
