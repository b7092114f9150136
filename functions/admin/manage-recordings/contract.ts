// /v1/admin/recordings: what an operator sees of recordings of any source, and does with them.
import * as z from 'zod/mini';
import type { FunctionContract } from '../../../shared/contract.ts';
import { number, text } from '../../../shared/env.ts';
import { recordingView } from '../../native/recording-view.ts';
import { adminEnv, adminErrors, pageOf } from '../admin-contract.ts';
import { deliveryView } from '../delivery-view.ts';

export const retryBody = z.strictObject({
  /** A completed recording is transcribed, and billed, once more. */
  force: z.optional(z.boolean()),
});

/** As a submitter sees it, with a link to its audio, of each delivery what was posted and answered, and its attempts in the timeline. */
export const adminRecordingView = z.extend(recordingView, {
  /** Gives the WAV to who has it, for some minutes; null where none is kept. */
  wavUrl: z.nullable(z.string()),
  /** What the caller sent, without its query. */
  voicefileUrl: z.string(),
  attempt: z.number(),
  deliveries: z.array(deliveryView),
  /** When it goes by its source's retention; null: never. */
  expiresAt: z.nullable(z.string()),
});

/** One line of a list: the body it was answered with and its waveform are its own page's. */
export const recordingLine = z.omit(recordingView, { response: true });
export const recordingsPage = pageOf(recordingLine);

/** What was removed, and where copies may be left for a while. */
export const deletionView = z.object({
  id: z.string(),
  audioID: z.string(),
  audioSource: z.string(),
  deletedAt: z.string(),
  /** `false`: something was in use just then; the sweeper removes the rest within minutes. */
  isComplete: z.boolean(),
  removed: z.object({
    audioObjects: z.number(),
    resultObjects: z.number(),
    deliveries: z.number(),
    webhooks: z.number(),
  }),
  /** Point-in-time recovery of the table and the logs of the functions, which hold ids and no content. */
  backups: z.array(z.object({ what: z.string(), until: z.string() })),
});

export const contract = {
  name: 'ManageRecordings',
  folder: 'functions/admin/manage-recordings',
  summary: 'Lists and shows recordings, tries them again, deletes them',
  trigger: {
    kind: 'http-group',
    routes: [
      { kind: 'http', path: '/v1/admin/recordings', methods: ['GET'], isCrossOrigin: false },
      {
        ...{ kind: 'http', path: '/v1/admin/recordings/{id}', isCrossOrigin: false },
        methods: ['GET', 'DELETE'],
        changes: { DELETE: 'recording.delete' },
      },
      {
        ...{ kind: 'http', path: '/v1/admin/recordings/{id}/retry', isCrossOrigin: false },
        methods: ['POST'],
        changes: { POST: 'recording.retry' },
      },
    ],
  },
  auth: 'admin-key',
  env: {
    ...adminEnv,
    RECORDINGS_TABLE: text,
    AUDIO_BUCKET: text,
    RESULTS_BUCKET: text,
    TRANSCODE_QUEUE_URL: text,
    LOG_RETENTION_DAYS: number,
    HINT_GRACE_SECONDS: number,
    WEBHOOK_GRACE_SECONDS: number,
  },
  timeoutSeconds: 29,
  memoryMb: 256,
  responses: {
    200: z.union([adminRecordingView, recordingsPage, deletionView]),
    202: z.union([recordingView, deletionView]),
    ...adminErrors,
  },
} as const satisfies FunctionContract;
