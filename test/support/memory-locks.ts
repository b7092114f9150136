// The recordings table's small items in memory: the lock of an audioID, Idempotency-Keys, the counter of a minute.
import type { Recording } from '../../shared/domain/recording.ts';
import type { IdempotencyPointer } from '../../shared/domain/submission.ts';
import type { AudioIdHolder, AudioIdLock, Submissions } from '../../shared/use-cases/ports.ts';

export class MemoryAudioIdLock implements AudioIdLock {
  readonly #holders = new Map<string, AudioIdHolder>();
  /** No version comes twice, of a lock that was taken away neither. */
  #taken = 0;

  async acquire({ id, audioId }: Recording): Promise<AudioIdHolder | undefined> {
    const holder = this.#holders.get(audioId);
    if (holder && holder.recordingId !== id) return { ...holder };
    this.#taken += 1;
    this.#holders.set(audioId, { recordingId: id, ver: this.#taken });
    return undefined;
  }

  async takeOver({ id, audioId }: Recording, seen: AudioIdHolder): Promise<boolean> {
    const holder = this.#holders.get(audioId);
    if (holder?.recordingId !== seen.recordingId || holder.ver !== seen.ver) return false;
    this.#taken += 1;
    this.#holders.set(audioId, { recordingId: id, ver: this.#taken });
    return true;
  }

  release({ id, audioId }: Recording): void {
    if (this.holderOf(audioId) === id) this.#holders.delete(audioId);
  }

  holderOf(audioId: string): string | undefined {
    return this.#holders.get(audioId)?.recordingId;
  }
}

export class MemorySubmissions implements Submissions {
  readonly #fingerprints = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  async claimIdempotencyKey({ account, source, key, fingerprint }: IdempotencyPointer): Promise<boolean> {
    const name = JSON.stringify([account, source, key]);
    const first = this.#fingerprints.get(name) ?? fingerprint;
    this.#fingerprints.set(name, first);
    return first === fingerprint;
  }

  async countInMinute(account: string, source: string, nowMs: number): Promise<number> {
    const name = JSON.stringify([account, source, Math.floor(nowMs / 60_000)]);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }
}
