// What takes items and objects out of memory for good, and what is noted of a recording beside its item.
import type { Recording } from '../../shared/domain/recording.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import type { Belongings, Removals, StoredObjects } from '../../shared/use-cases/ports.ts';
import type { MemoryItems } from './memory-items.ts';
import type { MemoryTexts } from './memory-texts.ts';

export class MemoryBelongings implements Belongings {
  readonly #keys = new Map<string, Set<string>>();

  async add(recordingId: string, keys: readonly string[]): Promise<void> {
    this.#keys.set(recordingId, new Set([...(this.#keys.get(recordingId) ?? []), ...keys]));
  }

  async list(recordingId: string): Promise<readonly string[]> {
    return [...(this.#keys.get(recordingId) ?? [])];
  }

  /** @throws VersionConflict when more was noted than these */
  remove(recordingId: string, listed: readonly string[]): void {
    const keys = this.#keys.get(recordingId);
    const isAsListed = keys?.size === listed.length && listed.every((key) => keys.has(key));
    if (keys && !isAsListed) throw new VersionConflict(recordingId);
    this.#keys.delete(recordingId);
  }
}

interface Tables {
  readonly recordings: MemoryItems<Recording>;
  readonly deliveries: { remove(id: string): void };
}

export const memoryRemovals = (
  { recordings, deliveries }: Tables,
  belongings: MemoryBelongings,
): Removals => ({
  recording: async ({ id, ver }) => {
    const row = recordings.peek(id);
    if (row && row.ver !== ver) throw new VersionConflict(id);
    recordings.remove(id);
  },
  delivery: async (id) => deliveries.remove(id),
  belongings: async (id, listed) => belongings.remove(id, listed),
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
