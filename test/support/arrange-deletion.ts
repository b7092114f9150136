// A recording that is about to be deleted, with something of it in every place that can hold something.
import { objectKeys } from '../../shared/domain/recording-objects.ts';
import { portsWith } from './arrange-flow.ts';
import { someWebhook } from './domain-items.ts';
import { saysSomethingOf } from './left-of-recording.ts';
import { makeDelivery } from './make-delivery.ts';
import { makeRecording } from './make-recording.ts';
import type { MemoryPorts } from './memory-ports.ts';
import { testStartMs } from './virtual-clock.ts';

/** Its retention would end in a month: it is deleted by hand. */
export const ended = makeRecording('COMPLETED', {
  retentionDays: 30,
  dueAt: testStartMs + 30 * 86_400_000,
  formerObjects: ['WAV/earlier.wav'],
  deliveries: [{ id: makeDelivery().id, revision: 1, jsonLogName: 'log.json', isAnnounced: true }],
  webhookHashes: ['hash-of-its-result'],
});
export const late = `voice_20260331_120000_${'l'.repeat(26)}.json`;

const result = { audioId: ended.audioId, recordingId: ended.id, source: ended.source };
export const itsResult = someWebhook({
  hash: 'hash-of-its-result',
  jsonLogName: 'log.json',
  results: [{ ...result, jsonLogName: 'log.json', verdict: 'applied', deliveryId: makeDelivery().id }],
});
export const itsEvidence = someWebhook({
  hash: 'hash-of-its-evidence',
  jsonLogName: late,
  results: [{ ...result, jsonLogName: late, verdict: 'evidence' }],
});

export const setUp = async () => {
  const ports = portsWith();
  ports.recordings.put(ended);
  ports.deliveries.put(makeDelivery({ status: 'delivered', attemptCount: 1 }));
  for (const intent of [itsResult, itsEvidence]) ports.webhooks.put(intent);
  await ports.belongings.add(ended.id, {
    objectKeys: [`json_logs/${late}`],
    webhookHashes: ['hash-of-its-evidence'],
  });
  await ports.audioIdLock.acquire(ended);
  for (const key of objectKeys(ended)) {
    if (key.startsWith('WAV/')) await ports.wavs.put(key, 'RIFF');
    else await ports.jsonLogs.put(key.slice('json_logs/'.length), '{}');
  }
  await ports.jsonLogs.put(late, '{}');
  await ports.answers.put(`forward_answers/${makeDelivery().id}_1.txt`, 'a long answer');
  return ports;
};

export const left = (ports: MemoryPorts) => [
  ...ports.recordings.all(),
  ...ports.deliveries.all(),
  ...ports.jsonLogs.keys(),
  ...ports.answers.keys(),
  ...ports.wavs.keys(),
  ...ports.belongings.ids(),
  ...[ports.audioIdLock.holderOf(ended.audioId)].filter((holder) => holder !== undefined),
  ...ports.webhooks.all().filter((intent) => saysSomethingOf(intent, ended)),
];
