// POST /voiceTranscription/api.php: submit a recording by URL and wait for its transcript.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { errorBodySchema } from '../error-body.ts';

/** 200 passes the vendor's body through untouched, so only our own bodies have a schema here. */
const accepted = z.object({
  success: z.literal(true),
  message: z.string(),
  audioID: z.string(),
  /** Ended with a body too large to be handed on here: the status URL has it. */
  status: z.enum(['processing', 'completed', 'failed']),
  status_url: z.string(),
});

export const contract = {
  name: 'SubmitRecording',
  folder: 'functions/gateway/submit-recording',
  summary: 'Accepts a recording by URL, waits for its outcome, answers with it or with 202',
  trigger: { kind: 'http', path: '/voiceTranscription/api.php', methods: ['POST'], isCrossOrigin: true },
  auth: 'submit-key',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    TRANSCODE_QUEUE_URL: text,
    PUBLIC_BASE_URL: text,
    STAGE: text,
    CORS_ORIGIN: text,
    SUBMIT_WAIT_SECONDS: number,
    SUBMIT_RATE_PER_MINUTE: number,
    HINT_GRACE_SECONDS: number,
    ACCOUNT_CACHE_SECONDS: number,
  },
  timeoutSeconds: 29,
  memoryMb: 512,
  // Waiting callers must not use up the account's concurrency: the webhook has its own.
  reservedConcurrency: 200,
  responses: {
    202: accepted,
    400: errorBodySchema,
    401: errorBodySchema,
    403: errorBodySchema,
    405: errorBodySchema,
    409: errorBodySchema,
    413: errorBodySchema,
    429: errorBodySchema,
    500: errorBodySchema,
    502: errorBodySchema,
  },
} as const satisfies FunctionContract;
