// Deliveries as they are put into the ledger, for tests without the stack.
import { type Delivery, deliveryId } from '../../shared/domain/delivery.ts';
import { makeRecording } from './make-recording.ts';
import { makeSource } from './make-source.ts';
import { testStartMs } from './virtual-clock.ts';

export const makeDelivery = (changes: Partial<Delivery> = {}): Delivery => {
  const recording = makeRecording('COMPLETED');
  return {
    id: deliveryId(recording, 1),
    recordingId: recording.id,
    account: recording.account,
    source: recording.source,
    audioId: recording.audioId,
    url: makeSource().forwardUrl ?? '',
    jsonUrl: 'https://voxgate.example/voiceTranscription/json_logs/voice_20260331_120000_w.json',
    status: 'pending',
    ver: 1,
    dueAt: testStartMs,
    createdAt: new Date(testStartMs).toISOString(),
    attempts: [],
    attemptCount: 0,
    ...changes,
  };
};
