// Counters by source and day in the recordings table: added to as work ends, read by day.
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Statistics, Tally } from '../domain/statistics.ts';
import type { StatisticsPort } from '../use-cases/statistics-port.ts';

const pkOf = (account: string): string => `S#${account}`;
const errorPrefix = 'error_';
/** Sorts behind every source of a day. */
const last = '\u{10ffff}';
const day = /^(\d{4}-\d{2}-\d{2})#(.*)$/;

const count = z._default(z.number(), 0);
const rowSchema = z.looseObject({
  sk: z.string().check(z.regex(day)),
  ...{ completed: count, failed: count, audioSeconds: count, delivered: count, undelivered: count },
});

const toStatistics = (row: unknown): Statistics => {
  const { sk, completed, failed, audioSeconds, delivered, undelivered, ...rest } = rowSchema.parse(row);
  const [, dayText = '', source = ''] = day.exec(sk) ?? [];
  const errors = Object.entries(rest).flatMap(([name, value]) =>
    name.startsWith(errorPrefix) && typeof value === 'number' && value > 0
      ? [[name.slice(errorPrefix.length), value] as const]
      : [],
  );
  return {
    ...{ day: dayText, source, completed, failed, audioSeconds, delivered, undelivered },
    errors: Object.fromEntries(errors),
  };
};

export class StatisticsTable implements StatisticsPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add({ account, source, day: on, errors = {}, ...counts }: Tally): Promise<void> {
    const codes = Object.entries(errors).map(([code, value]) => [`${errorPrefix}${code}`, value] as const);
    const added = [...Object.entries(counts), ...codes].filter(([, value]) => value !== 0);
    if (added.length === 0) return;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { pk: pkOf(account), sk: `${on}#${source}` },
        UpdateExpression: `ADD ${added.map((_, place) => `#n${place} :v${place}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(added.map(([name], place) => [`#n${place}`, name])),
        ExpressionAttributeValues: Object.fromEntries(added.map(([, value], place) => [`:v${place}`, value])),
      }),
    );
  }

  /** Days of both ends included, in their order. */
  async read(account: string, from: string, to: string): Promise<readonly Statistics[]> {
    const lines: Statistics[] = [];
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pkOf(account), ':from': from, ':to': `${to}${last}` },
      },
    );
    for await (const { Items = [] } of pages) lines.push(...Items.map(toStatistics));
    return lines;
  }
}
