// Every minute: what is due gets a new hint, so that no lost message loses a recording.
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';

export const contract = {
  name: 'Sweep',
  folder: 'functions/pipeline/sweep',
  summary: 'Sends new hints for what is due, settles left-over webhooks, deletes what was kept long enough',
  trigger: { kind: 'schedule', everyMinutes: 1 },
  auth: 'aws',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    AUDIO_BUCKET: text,
    RESULTS_BUCKET: text,
    TRANSCODE_QUEUE_URL: text,
    DELIVER_QUEUE_URL: text,
    PUBLIC_BASE_URL: text,
    STAGE: text,
    ACCOUNT_CACHE_SECONDS: number,
    SETTLE_PAUSE_SECONDS: number,
  },
  timeoutSeconds: 55,
  memoryMb: 256,
  // One at a time: a slow run must not be overtaken by the next.
  reservedConcurrency: 1,
} as const satisfies FunctionContract;
