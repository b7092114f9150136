// `npm run admin-key`: makes the first admin key and the seed's three sources, on AWS or on the local stack.
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AccountsTable } from '../shared/aws/accounts-table.ts';
import { newKey } from '../shared/domain/api-key.ts';
import { random } from '../shared/edge/chance.ts';
import { makeFirstAccounts } from './first-accounts.ts';

const usage = `usage: npm run admin-key -- --table NAME

  --table NAME   the accounts table: output AccountsTableName of the deployed stack

Region and credentials are the AWS SDK's own: AWS_REGION, AWS_PROFILE, …
AWS_ENDPOINT_URL_DYNAMODB points it at another DynamoDB; the local stack's is in DATA_DIR/endpoints.json.`;

const readTable = (): string => {
  try {
    const { values } = parseArgs({ options: { table: { type: 'string' } } });
    if (values.table) return values.table;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(usage);
  process.exit(2);
};

const tableName = readTable();
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const adminKey = newKey(random);
await makeFirstAccounts(new AccountsTable({ client, tableName, cacheSeconds: 0 }), { adminKey });
console.log(`Admin key, shown this once: ${adminKey}`);
