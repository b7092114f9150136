// A page of recordings of any source, as an operator's list shows them.
import type * as z from 'zod/mini';
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Listed, ListRequest } from '../../../shared/domain/listing.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { recordingBody } from '../../native/recording-body.ts';
import { nextCursor } from '../read-body.ts';
import type { recordingsPage } from './contract.ts';

export interface ListRecordingsDeps {
  readonly lists: {
    recordings(request: ListRequest): Promise<Listed<Recording>>;
    deliveriesOf(ids: readonly string[]): Promise<readonly Delivery[]>;
  };
  readonly publicBaseUrl: string;
}

type Page = z.output<typeof recordingsPage>;

/** A hundred long transcripts would not leave in one answer: the recording's own page has it whole. */
const maxTranscriptionLength = 2000;

const line = (
  deps: ListRecordingsDeps,
  recording: Recording,
  ledger: ReadonlyMap<string, Delivery>,
): Page['items'][number] => {
  const deliveries = recording.deliveries.flatMap(({ id }) => ledger.get(id) ?? []);
  const { outcome, audio } = recording;
  const slim = {
    ...recording,
    audio: audio && { ...audio, peaks: undefined },
    outcome: outcome && { ...outcome, bodyGzip: undefined },
  };
  const { response: _, ...body } = recordingBody(
    { recording: slim, deliveries, storedBody: undefined },
    deps.publicBaseUrl,
  );
  const text = body.transcription;
  const isLong = text !== null && text.length > maxTranscriptionLength;
  return { ...body, transcription: isLong ? `${text.slice(0, maxTranscriptionLength)}…` : text };
};

export const listRecordings = async (deps: ListRecordingsDeps, request: ListRequest): Promise<Page> => {
  const { items, next } = await deps.lists.recordings(request);
  const owed = items.flatMap(({ deliveries }) => deliveries.map(({ id }) => id));
  const found = await deps.lists.deliveriesOf(owed);
  const ledger = new Map(found.map((delivery) => [delivery.id, delivery]));
  return { items: items.map((recording) => line(deps, recording, ledger)), nextCursor: nextCursor(next) };
};
