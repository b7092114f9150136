// The delivery queue: post results to the customers' own servers. The only function that does.
import type { FunctionContract } from '../../../shared/contract.ts';
import { list, number, numbers, text } from '../../../shared/env.ts';

export const contract = {
  name: 'Deliver',
  folder: 'functions/pipeline/deliver',
  summary: "Posts a result to the customer's own server, signed, and keeps the attempt in the ledger",
  trigger: { kind: 'queue', queue: 'deliver', batchSize: 1, maxConcurrency: 50 },
  auth: 'aws',
  env: {
    RECORDINGS_TABLE: text,
    ACCOUNTS_TABLE: text,
    RESULTS_BUCKET: text,
    DELIVER_QUEUE_URL: text,
    SEALING_KEY_SECRET_ARN: text,
    ADDRESS_POLICY: text,
    STAGE: text,
    FORWARD_ALLOW_CIDRS: list,
    FORWARD_TIMEOUT_SECONDS: number,
    FORWARD_CLAIM_MARGIN_SECONDS: number,
    FORWARD_PAUSES_SECONDS: numbers,
    FORWARD_DISABLE_AFTER_SECONDS: number,
    ACCOUNT_CACHE_SECONDS: number,
  },
  timeoutSeconds: 60,
  memoryMb: 256,
} as const satisfies FunctionContract;
