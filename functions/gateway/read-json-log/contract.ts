// GET /voiceTranscription/json_logs/{file}: the JSON, for who knows its name.
import type { FunctionContract } from '../../../shared/contract.ts';
import { text } from '../../../shared/env.ts';
import { errorBodySchema } from '../error-body.ts';

export const contract = {
  name: 'ReadJsonLog',
  folder: 'functions/gateway/read-json-log',
  summary: 'Serves a JSON log to who knows its unguessable name',
  trigger: {
    kind: 'http',
    path: '/voiceTranscription/json_logs/{file}',
    methods: ['GET'],
    isCrossOrigin: true,
  },
  auth: 'open',
  env: { RESULTS_BUCKET: text, CORS_ORIGIN: text, STAGE: text },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: { 404: errorBodySchema, 405: errorBodySchema, 500: errorBodySchema },
} as const satisfies FunctionContract;
