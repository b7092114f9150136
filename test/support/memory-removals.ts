// What takes items and objects out of memory for good, and what is noted of a recording beside its item.
import type { Recording } from '../../shared/domain/recording.ts';
import { audioIdHash, splitRecordingId } from '../../shared/domain/recording-id.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import type { Belongings, Noted, Removals, StoredObjects } from '../../shared/use-cases/ports.ts';
import type { MemoryItems } from './memory-items.ts';
import type { MemoryAudioIdLock } from './memory-locks.ts';
import type { MemoryTexts } from './memory-texts.ts';

export class MemoryBelongings implements Belongings {
  readonly #noted = new Map<string, Noted>();

  async add(recordingId: string, noted: Noted): Promise<void> {
    const before = this.peek(recordingId);
    this.#noted.set(recordingId, {
      objectKeys: [...new Set([...before.objectKeys, ...noted.objectKeys])],
      webhookHashes: [...new Set([...before.webhookHashes, ...noted.webhookHashes])],
    });
  }

  async list(recordingId: string): Promise<Noted> {
    return this.peek(recordingId);
  }

  async noting(audioId: string, webhookHash: string): Promise<readonly string[]> {
    const named = [...this.#noted].filter(([id]) => splitRecordingId(id)?.audio === audioIdHash(audioId));
    return named.filter(([, noted]) => noted.webhookHashes.includes(webhookHash)).map(([id]) => id);
  }

  /** @throws VersionConflict when more was noted than that */
  remove(recordingId: string, listed: Noted): void {
    const flat = ({ objectKeys, webhookHashes }: Noted) => [...objectKeys, ...webhookHashes].sort().join(' ');
    if (this.#noted.has(recordingId) && flat(this.peek(recordingId)) !== flat(listed))
      throw new VersionConflict(recordingId);
    this.#noted.delete(recordingId);
  }

  peek(recordingId: string): Noted {
    return this.#noted.get(recordingId) ?? { objectKeys: [], webhookHashes: [] };
  }

  /** Recordings beside which something is noted. */
  ids(): readonly string[] {
    return [...this.#noted.keys()];
  }
}

interface Tables {
  readonly recordings: MemoryItems<Recording>;
  readonly deliveries: { remove(id: string): void };
}

export const memoryRemovals = (
  { recordings, deliveries }: Tables,
  belongings: MemoryBelongings,
  lock: MemoryAudioIdLock,
): Removals => ({
  recording: async ({ id, ver }) => {
    const row = recordings.peek(id);
    if (row && row.ver !== ver) throw new VersionConflict(id);
    recordings.remove(id);
  },
  delivery: async (id) => deliveries.remove(id),
  belongings: async (id, listed) => belongings.remove(id, listed),
  lock: async (recording) => {
    const row = recordings.peek(recording.id);
    if (row && row.ver !== recording.ver) throw new VersionConflict(recording.id);
    lock.release(recording);
  },
});

const logFolder = 'json_logs/';

/** JSON logs are kept by their names, the other texts by their keys: one bucket. */
export const memoryResults = (jsonLogs: MemoryTexts, texts: MemoryTexts): StoredObjects => ({
  remove: async (keys) => {
    const logs = keys.filter((key) => key.startsWith(logFolder));
    await jsonLogs.remove(logs.map((key) => key.slice(logFolder.length)));
    await texts.remove(keys.filter((key) => !key.startsWith(logFolder)));
  },
});
