// A status, a time, perhaps a source → each such delivery posted once more, as many as fit into one call; the next goes on from there.
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Listed, ListRequest } from '../../../shared/domain/listing.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { type RedeliverDeps, redeliver } from './redeliver.ts';

export interface RedeliverManyDeps extends RedeliverDeps {
  readonly lists: { deliveries(request: ListRequest): Promise<Listed<Delivery>> };
}

export interface RedeliverManyInput {
  readonly account: string;
  readonly status: Delivery['status'];
  readonly source?: string | undefined;
  /** When they were made: RFC 3339 UTC with milliseconds, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Where the call before stopped. */
  readonly after?: string | undefined;
  /** How long this call may go on. */
  readonly remainingMs: () => number;
}

export interface RedeliveredMany {
  readonly redelivered: number;
  readonly skipped: number;
  /** There may be more from here on. */
  readonly next: string | undefined;
}

const pageSize = 50;
/** In one call; each is a read of its source, a write and a message. */
const maxPerCall = 500;
const atOnce = 8;
/** What a page may take where the table is slow, and the answer. */
const reserveMs = 8000;

const isLeftAlone = (error: unknown): boolean =>
  error instanceof VersionConflict ||
  (error instanceof VoxgateError && (error.code === 'NOT_FOUND' || error.code === 'IDEMPOTENCY_CONFLICT'));

/** @returns how many were redelivered; the others were left alone */
const redeliverAll = async (
  deps: RedeliverManyDeps,
  { account, status }: RedeliverManyInput,
  deliveries: readonly Delivery[],
): Promise<number> => {
  const waiting = deliveries.values();
  let count = 0;
  const work = async (): Promise<void> => {
    for (const { id } of waiting) {
      try {
        await redeliver(deps, { account, id, status });
        count += 1;
      } catch (error) {
        if (!isLeftAlone(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return count;
};

/**
 * What is redelivered leaves the list that is walked, or stays in it: the walk goes on from a place in it, and meets nothing
 * twice.
 * @throws VoxgateError INVALID_AUDIO_SOURCE: a name that was mistyped must not look like nothing left to do
 */
export const redeliverMany = async (
  deps: RedeliverManyDeps,
  input: RedeliverManyInput,
): Promise<RedeliveredMany> => {
  const { account, status, source, from, to } = input;
  const listing = { by: 'status', status } as const;
  if (source !== undefined && !(await deps.sources.get(account, source))) {
    throw new VoxgateError('INVALID_AUDIO_SOURCE', 'Invalid audioSource value');
  }
  let next = input.after;
  let redeliveredCount = 0;
  let skipped = 0;
  do {
    const page = await deps.lists.deliveries({ account, listing, from, to, limit: pageSize, after: next });
    const meant = page.items.filter((one) => source === undefined || one.source === source);
    const done = await redeliverAll(deps, input, meant);
    redeliveredCount += done;
    skipped += meant.length - done;
    next = page.next;
  } while (
    next !== undefined &&
    redeliveredCount + skipped + pageSize <= maxPerCall &&
    input.remainingMs() > reserveMs
  );
  return { redelivered: redeliveredCount, skipped, next };
};
