// After a kill: items that dynalite lost from their index. It writes the index first and the item after it, one by one.
import { callAwsJson } from './aws-json.ts';

type Item = Readonly<Record<string, unknown>>;

export interface IndexedTable {
  readonly name: string;
  /** Attribute names of the table's own key. */
  readonly key: readonly string[];
  readonly indexes: readonly { readonly name: string; readonly key: readonly string[] }[];
}

const scanAll = async (endpoint: string, input: Item): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await callAwsJson({
      endpoint,
      target: 'DynamoDB_20120810.Scan',
      input: { ...input, ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) },
    });
    items.push(...(page.Items as Item[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
};

/** Only items that have all of an index's attributes belong into it. */
const indexable = (indexKey: readonly string[]) => ({
  FilterExpression: indexKey.map((_, place) => `attribute_exists(#k${place})`).join(' AND '),
  ExpressionAttributeNames: Object.fromEntries(indexKey.map((name, place) => [`#k${place}`, name])),
});

/**
 * Writes each such item once more, as it is, which puts it back into the index. What a kill left in an index too much
 * stays: a reader of an index has to expect entries of former versions anyway, as on AWS.
 * @returns how many items were missing
 */
export const mendIndexes = async (endpoint: string, table: IndexedTable): Promise<number> => {
  const { name: TableName } = table;
  let mended = 0;
  for (const { name: IndexName, key } of table.indexes) {
    const place = (item: Item) => JSON.stringify([...table.key, ...key].map((attribute) => item[attribute]));
    const indexed = new Set((await scanAll(endpoint, { TableName, IndexName })).map(place));
    for (const item of await scanAll(endpoint, { TableName, ...indexable(key) })) {
      if (indexed.has(place(item))) continue;
      await callAwsJson({ endpoint, target: 'DynamoDB_20120810.PutItem', input: { TableName, Item: item } });
      mended += 1;
    }
  }
  return mended;
};
