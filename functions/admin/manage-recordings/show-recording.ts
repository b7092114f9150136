// One recording with all that happened to it, and a link under which its audio can be played for a while.
import type * as z from 'zod/mini';
import type { Recording } from '../../../shared/domain/recording.ts';
import { retentionEndsAt } from '../../../shared/domain/retention.ts';
import { urlIdentity } from '../../../shared/domain/submission.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { Answers, Deliveries, JsonLogs, Recordings } from '../../../shared/use-cases/ports.ts';
import { findDeliveries } from '../../native/find-deliveries.ts';
import { recordingBody } from '../../native/recording-body.ts';
import { deliveryBody, deliveryLine } from '../delivery-body.ts';
import type { adminRecordingView } from './contract.ts';
import { wholeTimeline } from './whole-timeline.ts';

export interface ShowRecordingDeps {
  readonly recordings: Pick<Recordings, 'get'>;
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly jsonLogs: Pick<JsonLogs, 'get'>;
  readonly answers: Pick<Answers, 'get'>;
  readonly audioLinks: { signedUrl(key: string, seconds: number): Promise<string> };
  readonly publicBaseUrl: string;
}

/** Of its deliveries, the newest with their long answers: all of it must leave in one answer of 6 MB. */
const shownWhole = 2;

const maxResponseBytes = 1024 * 1024;

/** The JSON log has it then. */
const isTooLong = (response: unknown): boolean =>
  Buffer.byteLength(JSON.stringify(response ?? null)) > maxResponseBytes;

/** Long enough to listen to a call, too short to be passed around. */
const linkSeconds = 900;

/** @throws VoxgateError NOT_FOUND, for another account's recording too */
export const findRecording = async (
  deps: { readonly recordings: Pick<Recordings, 'get'> },
  account: string,
  id: string,
): Promise<Recording> => {
  const recording = await deps.recordings.get(id);
  if (recording?.account !== account) throw new VoxgateError('NOT_FOUND', 'No such recording');
  return recording;
};

const audioLink = async (deps: ShowRecordingDeps, { wavKey, audio, store }: Recording) =>
  store && wavKey !== undefined && audio ? deps.audioLinks.signedUrl(wavKey, linkSeconds) : null;

export const showRecording = async (
  deps: ShowRecordingDeps,
  account: string,
  id: string,
): Promise<z.output<typeof adminRecordingView>> => {
  const recording = await findRecording(deps, account, id);
  const deliveries = await findDeliveries(deps, recording);
  const { outcome, retentionDays } = recording;
  const storedBody = outcome && !outcome.bodyGzip ? await deps.jsonLogs.get(outcome.jsonLogName) : undefined;
  const expiresMs = retentionEndsAt(recording, retentionDays);
  const body = recordingBody({ recording, deliveries, storedBody }, deps.publicBaseUrl);
  return {
    ...body,
    response: isTooLong(body.response) ? null : body.response,
    timeline: [...wholeTimeline(recording, deliveries)],
    wavUrl: await audioLink(deps, recording),
    voicefileUrl: urlIdentity(recording.voicefileUrl),
    attempt: recording.attempt,
    deliveries: await Promise.all(
      deliveries.map((delivery, index) =>
        index < deliveries.length - shownWhole
          ? deliveryLine(delivery)
          : deliveryBody(delivery, deps.answers),
      ),
    ),
    expiresAt: expiresMs === undefined ? null : new Date(expiresMs).toISOString(),
  };
};
