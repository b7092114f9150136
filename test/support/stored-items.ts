// Rows as they lie in a table, read and written past the adapters.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../../shared/aws/clients.ts';

type Row = Readonly<Record<string, unknown>>;

export interface Documents {
  readonly client: DynamoDBDocumentClient;
  get(table: string, key: Row): Promise<Row | undefined>;
  put(table: string, row: Row): Promise<void>;
  scan(table: string): Promise<readonly Row[]>;
  close(): void;
}

const clientAt = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/** @param endpoint left out: the functions' own client, which finds everything in the environment */
export const documentsOf = (endpoint?: string): Documents => {
  const client = endpoint === undefined ? documentClient() : clientAt(endpoint);
  return {
    client,
    get: async (table, key) =>
      (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item,
    put: async (table, row) => void (await client.send(new PutCommand({ TableName: table, Item: row }))),
    scan: async (table) => (await client.send(new ScanCommand({ TableName: table }))).Items ?? [],
    close: () => client.destroy(),
  };
};
