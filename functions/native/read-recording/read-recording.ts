// An id or an audioID → the caller's own recording, with its deliveries. Another's is not there.

import type { Recording } from '../../../shared/domain/recording.ts';
import { recordingId } from '../../../shared/domain/recording-id.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { type AuthoriseDeps, authoriseKey } from '../../../shared/use-cases/authorise-key.ts';
import type { Deliveries, JsonLogs, Recordings } from '../../../shared/use-cases/ports.ts';
import { findDeliveries } from '../find-deliveries.ts';
import type { FoundRecording } from '../recording-body.ts';

export interface ReadRecordingDeps extends AuthoriseDeps {
  readonly recordings: Pick<Recordings, 'get'>;
  readonly deliveries: Pick<Deliveries, 'get'>;
  readonly jsonLogs: Pick<JsonLogs, 'get'>;
}

const scopes = ['submit', 'read', 'admin'] as const;

const withDeliveries = async (deps: ReadRecordingDeps, recording: Recording): Promise<FoundRecording> => {
  const deliveries = await findDeliveries(deps, recording);
  const { outcome } = recording;
  const storedBody = outcome && !outcome.bodyGzip ? await deps.jsonLogs.get(outcome.jsonLogName) : undefined;
  return { recording, deliveries, storedBody };
};

/** @throws VoxgateError MISSING_API_KEY, INVALID_API_KEY, NOT_FOUND */
export const readRecording = async (
  deps: ReadRecordingDeps,
  input: { readonly apiKey: string | undefined; readonly id: string },
): Promise<FoundRecording> => {
  const key = await authoriseKey(deps, { key: input.apiKey, scopes });
  const recording = await deps.recordings.get(input.id);
  const isOwn =
    recording?.account === key.account &&
    (key.source === undefined ? key.scopes.includes('admin') : recording.source === key.source);
  if (!recording || !isOwn) throw new VoxgateError('NOT_FOUND', 'No such recording');
  return withDeliveries(deps, recording);
};

/** @throws VoxgateError MISSING_API_KEY, INVALID_API_KEY, INVALID_PARAMETER for a key of no source */
export const findRecordings = async (
  deps: ReadRecordingDeps,
  input: { readonly apiKey: string | undefined; readonly audioId: string },
): Promise<readonly FoundRecording[]> => {
  const key = await authoriseKey(deps, { key: input.apiKey, scopes });
  if (key.source === undefined) {
    throw new VoxgateError('INVALID_PARAMETER', 'This key belongs to no source: read recordings by id');
  }
  const recording = await deps.recordings.get(recordingId(key.account, key.source, input.audioId));
  return recording ? [await withDeliveries(deps, recording)] : [];
};
