// /admin: the panel's page and what it loads. Open: it is a page over the admin API and holds nothing.
import type { FunctionContract } from '../../../shared/contract.ts';
import { text } from '../../../shared/env.ts';
import { errorBodySchema } from '../../native/error-body.ts';

export const contract = {
  name: 'ServePanel',
  folder: 'functions/admin/serve-panel',
  summary: 'Serves the admin panel',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/admin', methods: ['GET'], isCrossOrigin: false },
      { kind: 'http', path: '/admin/{path+}', methods: ['GET'], isCrossOrigin: false },
    ],
  },
  auth: 'open',
  /** The bucket's name alone: the page may play audio from there and from nowhere else. */
  env: { AUDIO_BUCKET: text, STAGE: text },
  timeoutSeconds: 10,
  memoryMb: 256,
  responses: { 404: errorBodySchema, 405: errorBodySchema },
} as const satisfies FunctionContract;
