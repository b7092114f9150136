// Every route and method that the catalogue names, with what a caller may send there.
import * as z from 'zod/mini';
import { redeliverBody } from '../../../functions/admin/manage-deliveries/contract.ts';
import { createKeyBody, patchKeyBody, rotateKeyBody } from '../../../functions/admin/manage-keys/contract.ts';
import { retryBody } from '../../../functions/admin/manage-recordings/contract.ts';
import { openSessionBody } from '../../../functions/admin/manage-session/contract.ts';
import { patchSourceBody, putSourceBody } from '../../../functions/admin/manage-sources/contract.ts';
import { putVendorBody } from '../../../functions/admin/manage-vendor/contract.ts';
import { catalog } from '../../../functions/catalog.ts';
import type { FunctionContract, HttpTrigger } from '../../../shared/contract.ts';

export interface FuzzedRoute {
  readonly contract: FunctionContract;
  readonly method: string;
  /** With `{name}` for a parameter. */
  readonly path: string;
  readonly body?: z.ZodMiniType;
  readonly query: readonly string[];
  /** For somebody else's server: its time is not ours. */
  readonly isWaiting: boolean;
}

const submissionBody = z.object({
  audioID: z.string(),
  voicefileURL: z.string(),
  audioSource: z.string(),
  api_key: z.optional(z.string()),
});

const webhookBody = z.object({
  success: z.boolean(),
  message: z.optional(z.string()),
  error_code: z.optional(z.string()),
  results: z.array(
    z.object({
      audioID: z.string(),
      transcription: z.optional(z.string()),
      language: z.optional(z.string()),
      duration: z.optional(z.number()),
    }),
  ),
});

const bodies: Readonly<Record<string, z.ZodMiniType>> = {
  'POST /voiceTranscription/api.php': submissionBody,
  'POST /voiceTranscription/voiceTranscriptionWebhook.php': webhookBody,
  'POST /v1/admin/deliveries/redeliver': redeliverBody,
  'POST /v1/admin/keys': createKeyBody,
  'PATCH /v1/admin/keys/{id}': patchKeyBody,
  'POST /v1/admin/keys/{id}/rotate': rotateKeyBody,
  'POST /v1/admin/recordings/{id}/retry': retryBody,
  'PUT /v1/admin/sources/{name}': putSourceBody,
  'PATCH /v1/admin/sources/{name}': patchSourceBody,
  'PUT /v1/admin/vendor': putVendorBody,
  'POST /v1/admin/session': openSessionBody,
};

const lists = ['audioSource', 'status', 'audioID', 'from', 'to', 'limit', 'cursor'];
const queries: Readonly<Record<string, readonly string[]>> = {
  'POST /voiceTranscription/api.php': ['api_key', 'token'],
  'POST /voiceTranscription/voiceTranscriptionWebhook.php': ['recording', 'token'],
  'GET /v1/recordings': ['audioID'],
  'GET /v1/admin/recordings': lists,
  'GET /v1/admin/deliveries': lists,
  'GET /v1/admin/keys': ['limit', 'cursor'],
  'GET /v1/admin/sources': ['limit', 'cursor'],
  'GET /v1/admin/audit': ['limit', 'cursor'],
  'GET /v1/admin/stats': ['from', 'to', 'audioSource'],
};

/** The first waits for a forward, the second posts one. */
const waiting = new Set([
  'POST /voiceTranscription/voiceTranscriptionWebhook.php',
  'POST /v1/admin/sources/{name}/test',
]);

const triggersOf = ({ trigger }: FunctionContract): readonly HttpTrigger[] => {
  if (trigger.kind === 'http') return [trigger];
  return trigger.kind === 'http-group' ? trigger.routes : [];
};

const routesOf = (contract: FunctionContract): readonly FuzzedRoute[] =>
  triggersOf(contract).flatMap(({ path, methods }) =>
    methods.map((method) => {
      const key = `${method} ${path}`;
      const body = bodies[key];
      return {
        ...{ contract, method, path, query: queries[key] ?? [], isWaiting: waiting.has(key) },
        ...(body && { body }),
      };
    }),
  );

export const nameOf = ({ method, path }: Pick<FuzzedRoute, 'method' | 'path'>): string => `${method} ${path}`;

export const fuzzedRoutes: readonly FuzzedRoute[] = catalog.flatMap(routesOf);
