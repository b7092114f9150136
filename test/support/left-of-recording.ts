// What the memory ports still hold of a recording, wherever it is: a deletion leaves nothing of it.
import type { Recording } from '../../shared/domain/recording.ts';
import { splitRecordingId } from '../../shared/domain/recording-id.ts';
import type { WebhookIntent } from '../../shared/domain/webhook-intent.ts';
import type { MemoryPorts } from './memory-ports.ts';
import { textsIn } from './texts-in.ts';

type Traced = Pick<Recording, 'id' | 'audioId'>;

/** Its id, its audioID, or the name of a log. */
export const saysSomethingOf = (intent: WebhookIntent, { id, audioId }: Traced): boolean => {
  const parts = splitRecordingId(id);
  return textsIn(intent).some(
    (text) =>
      text === audioId || text.includes(id) || text.includes(parts?.audio ?? id) || text.startsWith('voice_'),
  );
};

/** Rows, objects and locks by what they are; empty when nothing is left. */
export const leftOf = (ports: MemoryPorts, recording: Traced, words: readonly string[] = []) => {
  const isOfIt = (text: string) => words.some((word) => text.includes(word));
  const buckets = [ports.jsonLogs, ports.answers, ports.wavs];
  return [
    ...ports.recordings.all().filter(({ id }) => id === recording.id),
    ...ports.deliveries.all().filter(({ recordingId }) => recordingId === recording.id),
    ...ports.webhooks.all().filter((intent) => saysSomethingOf(intent, recording)),
    ...ports.belongings.ids().filter((id) => id === recording.id),
    ...[ports.audioIdLock.holderOf(recording.audioId)].filter((holder) => holder === recording.id),
    ...buckets.flatMap((bucket) => bucket.keys().filter((key) => isOfIt(bucket.peek(key) ?? ''))),
  ];
};
