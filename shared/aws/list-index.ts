// The list indexes of the recordings table: keys alone, written when an item is made and when its status changes.
import type { ListRequest } from '../domain/listing.ts';

/** Each item that is listed has all of these; all other items have none, and are in no list index. */
export interface ListKeys {
  readonly listPk: string;
  readonly sourcePk: string;
  readonly statusPk: string;
  readonly listedAt: string;
  readonly audioKey: string;
}

export interface ListIndex {
  readonly indexName: string;
  readonly partitionKey: keyof ListKeys;
  readonly sortKey: keyof ListKeys;
}

export const listIndexes = {
  time: { indexName: 'byTime', partitionKey: 'listPk', sortKey: 'listedAt' },
  source: { indexName: 'bySource', partitionKey: 'sourcePk', sortKey: 'listedAt' },
  status: { indexName: 'byStatus', partitionKey: 'statusPk', sortKey: 'listedAt' },
  audioId: { indexName: 'byAudioId', partitionKey: 'listPk', sortKey: 'audioKey' },
} as const satisfies Record<string, ListIndex>;

/** What its items' keys begin with, in the table and in the list indexes. */
export type ListedKind = 'R#' | 'D#';

/** No audioID contains it. */
const separator = '\0';
/** Sorts behind every character: DynamoDB compares the bytes of UTF-8. */
const last = '\u{10ffff}';

export interface ListedItem {
  readonly id: string;
  readonly account: string;
  readonly source: string;
  readonly audioId: string;
  readonly status: string;
  readonly createdAt: string;
}

export const listKeys = (kind: ListedKind, item: ListedItem): ListKeys => ({
  listPk: `${kind}${item.account}`,
  sourcePk: `${kind}${item.account}#${item.source}`,
  statusPk: `${kind}${item.account}#${item.status}`,
  listedAt: `${item.createdAt}#${item.id}`,
  audioKey: `${item.audioId}${separator}${item.id}`,
});

export interface ListRange {
  readonly index: ListIndex;
  readonly partition: string;
  readonly from: string;
  readonly to: string;
  readonly isAscending: boolean;
}

/** By bytes, as DynamoDB compares. */
export const isBefore = (one: string, other: string): boolean =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;

/** The stretch of an index that a request means, what was shown already left out but for the last of it. A cursor of another list widens nothing. */
export const listRange = (kind: ListedKind, request: ListRequest): ListRange => {
  const { account, listing, from, to, after } = request;
  const index = listIndexes[listing.by];
  if (listing.by === 'audioId') {
    const partition = `${kind}${account}`;
    const upper = `${listing.prefix}${last}`;
    const isFurther = after !== undefined && isBefore(listing.prefix, after);
    return { index, partition, from: isFurther ? after : listing.prefix, to: upper, isAscending: true };
  }
  const name =
    listing.by === 'source' ? `#${listing.source}` : listing.by === 'status' ? `#${listing.status}` : '';
  const upper = `${to ?? ''}${last}`;
  const isFurther = after !== undefined && isBefore(after, upper);
  return {
    ...{ index, partition: `${kind}${account}${name}`, isAscending: false },
    from: from ?? '0',
    to: isFurther ? after : upper,
  };
};
