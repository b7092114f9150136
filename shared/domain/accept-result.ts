// What a result does to its recording: the first one ends it, analysis after a synchronous one enriches it, the rest is evidence.
import { gzipSync } from 'node:zlib';
import { deliveryId } from './delivery.ts';
import { awaitsResult, mayBeEnriched } from './match-result.ts';
import type { Outcome, OwedDelivery, Recording } from './recording.ts';
import type { Source } from './source.ts';
import { advance } from './transitions.ts';
import type { VendorResult } from './vendor-body.ts';

/** A gzipped body above this stays in S3 alone, so that the item keeps far from DynamoDB's 400 KB. */
const maxBodyBytes = 200 * 1024;
/** A transcript above this is read from the JSON log; DynamoDB bills by the KB. */
const maxTranscriptionLength = 32_000;

export interface Arrival {
  readonly result: VendorResult;
  readonly via: 'answer' | 'webhook';
  readonly jsonLogName: string;
  /** Of the webhook that brought it. */
  readonly webhookHash?: string;
  readonly nowMs: number;
}

const toOutcome = ({ result, via, jsonLogName }: Arrival): Outcome => {
  const bodyGzip = new Uint8Array(gzipSync(result.bodyText));
  const { transcription, language, durationSeconds, errorCode } = result;
  return {
    via,
    succeeded: result.succeeded,
    jsonLogName,
    ...(bodyGzip.length <= maxBodyBytes && { bodyGzip }),
    ...(transcription !== undefined && transcription.length <= maxTranscriptionLength && { transcription }),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(errorCode !== undefined && { errorCode }),
  };
};

const owe = (recording: Recording, source: Source | undefined, arrival: Arrival): readonly OwedDelivery[] => {
  const isForwarded = arrival.via === 'webhook' || source?.forward === 'always';
  if (!isForwarded || !source?.forwardUrl) return [];
  const ofAttempt = deliveryId(recording, 0).slice(0, -1);
  const revision = recording.deliveries.filter((delivery) => delivery.id.startsWith(ofAttempt)).length + 1;
  const { jsonLogName } = arrival;
  return [{ id: deliveryId(recording, revision), revision, jsonLogName, isAnnounced: false }];
};

/** It knows who brought its results, so that its deletion finds them. */
const noteWebhook = ({ webhookHashes = [] }: Recording, { webhookHash }: Arrival) =>
  webhookHash === undefined ? {} : { webhookHashes: [...new Set([...webhookHashes, webhookHash])] };

/** The log this result was saved under already ended or enriched this recording: a repeat after a crash. */
export const isAcceptedAlready = (recording: Recording, jsonLogName: string): boolean =>
  recording.outcome?.jsonLogName === jsonLogName || recording.outcome?.enrichmentLogName === jsonLogName;

/**
 * The recording's next version, or `undefined` when the result is only evidence.
 * What is owed keeps `dueAt` set until it stands in the ledger.
 */
export const acceptResult = (
  recording: Recording,
  source: Source | undefined,
  arrival: Arrival,
): Recording | undefined => {
  const { result, nowMs } = arrival;
  const owed = owe(recording, source, arrival);
  const deliveries = [...recording.deliveries, ...owed];
  // What an earlier result owes may not stand in the ledger either.
  const dueAt = deliveries.some((delivery) => !delivery.isAnnounced) ? nowMs : undefined;
  const owing = { deliveries, dueAt, ...noteWebhook(recording, arrival) };
  if (awaitsResult(recording)) {
    const outcome = toOutcome(arrival);
    const failure = result.succeeded
      ? undefined
      : { code: result.errorCode ?? 'VENDOR_REJECTED', message: 'the vendor refused the recording' };
    const patch = { outcome, failure, endedAt: nowMs, ...owing };
    return advance(recording, result.succeeded ? 'complete' : 'refuse', nowMs, patch, result.errorCode);
  }
  if (arrival.via === 'webhook' && mayBeEnriched(recording) && recording.outcome) {
    const durationSeconds = result.durationSeconds ?? recording.outcome.durationSeconds;
    const outcome = {
      ...recording.outcome,
      enrichmentLogName: arrival.jsonLogName,
      ...(durationSeconds !== undefined && { durationSeconds }),
    };
    return advance(recording, 'enrich', nowMs, { outcome, ...owing });
  }
  return undefined;
};
