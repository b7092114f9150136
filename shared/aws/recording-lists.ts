// Lists of recordings and deliveries: which ones by an index of keys, what they are by their items as they stand now.
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Delivery, deliverySchema } from '../domain/delivery.ts';
import type { Listed, ListRequest } from '../domain/listing.ts';
import { type Recording, recordingSchema } from '../domain/recording.ts';
import { isBefore, type ListedKind, listRange } from './list-index.ts';
import { deliveryKey } from './recordings-table.ts';
import type { ItemKey } from './versioned-items.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxBatch = 100;

const positionSchema = z.object({ pk: z.string(), sk: z.string() });

export class RecordingLists {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  recordings(request: ListRequest): Promise<Listed<Recording>> {
    return this.#list('R#', request, recordingSchema);
  }

  deliveries(request: ListRequest): Promise<Listed<Delivery>> {
    return this.#list('D#', request, deliverySchema);
  }

  /** Those that are there, in this order. Strongly consistent. */
  async deliveriesOf(ids: readonly string[]): Promise<readonly Delivery[]> {
    return this.#read(ids.map(deliveryKey), deliverySchema);
  }

  /** How many, up to a bound. */
  async count(kind: 'recording' | 'delivery', request: Omit<ListRequest, 'limit'>): Promise<number> {
    let count = 0;
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const query = this.#query(kind === 'recording' ? 'R#' : 'D#', {
        ...request,
        limit: maxCounted - count,
      });
      const page = await this.#client.send(
        new QueryCommand({ ...query, Select: 'COUNT', ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      count += page.Count ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && count < maxCounted);
    return count;
  }

  async #list<Item>(
    kind: ListedKind,
    request: ListRequest,
    schema: z.ZodMiniType<Item>,
  ): Promise<Listed<Item>> {
    const { limit, after } = request;
    const { index, from, to } = listRange(kind, request);
    const { sortKey } = index;
    // A cursor of another list may lie beyond what is asked for.
    if (isBefore(to, from)) return { items: [] };
    // One more for the last of the page before, which the range cannot leave out, and one to know whether there is more.
    const { Items = [] } = await this.#client.send(
      new QueryCommand(this.#query(kind, { ...request, limit: limit + 2 })),
    );
    const rows = Items.map((row) => ({
      key: positionSchema.parse(row),
      place: z.string().parse(row[sortKey]),
    }));
    const fresh = rows.filter(({ place }) => place !== after);
    const page = fresh.slice(0, limit);
    const next = fresh.length > limit ? page.at(-1)?.place : undefined;
    return {
      items: await this.#read(
        page.map(({ key }) => key),
        schema,
      ),
      next,
    };
  }

  #query(kind: ListedKind, request: ListRequest) {
    const { index, partition, from, to, isAscending } = listRange(kind, request);
    return {
      TableName: this.#tableName,
      IndexName: index.indexName,
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#partition': index.partitionKey, '#sort': index.sortKey },
      ExpressionAttributeValues: { ':partition': partition, ':from': from, ':to': to },
      ScanIndexForward: isAscending,
      Limit: request.limit,
    };
  }

  /** An item that went after its key was read is left out. */
  async #read<Item>(keys: readonly ItemKey[], schema: z.ZodMiniType<Item>): Promise<readonly Item[]> {
    const placeOf = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`;
    const found = new Map<string, Item>();
    let left = [...keys];
    while (left.length > 0) {
      const Keys = left.slice(0, maxBatch);
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetCommand({ RequestItems: { [this.#tableName]: { Keys, ConsistentRead: true } } }),
      );
      for (const row of Responses?.[this.#tableName] ?? []) {
        found.set(placeOf(positionSchema.parse(row)), schema.parse(row));
      }
      const unread = (UnprocessedKeys?.[this.#tableName]?.Keys ?? []).map((key) => positionSchema.parse(key));
      left = [...unread, ...left.slice(maxBatch)];
    }
    return keys.map((key) => found.get(placeOf(key))).filter((item) => item !== undefined);
  }
}

/** Beyond this a number says "many". */
const maxCounted = 10_000;
