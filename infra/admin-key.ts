// `npm run admin-key`: makes an admin key, and the seed's three sources where they are missing, on AWS or on the local stack.
import { parseArgs } from 'node:util';
import { AccountsTable } from '../shared/aws/accounts-table.ts';
import { documentClient } from '../shared/aws/clients.ts';
import { newKey } from '../shared/domain/api-key.ts';
import { random } from '../shared/edge/chance.ts';
import { makeFirstAccounts } from './first-accounts.ts';

const usage = `usage: npm run admin-key -- --table NAME

  --table NAME   the accounts table: output AccountsTableName of the deployed stack

Each run makes another admin key, and leaves the keys and sources that are there as they are.
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
const adminKey = newKey(random);
try {
  const accounts = new AccountsTable({ client: documentClient(), tableName, cacheSeconds: 0 });
  await makeFirstAccounts(accounts, { adminKey });
  console.log(`Admin key, shown this once: ${adminKey}`);
  console.error(
    'Admin keys made before stay valid. To revoke one: GET /v1/admin/keys, then DELETE /v1/admin/keys/{id}.',
  );
} catch (error) {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(`No key was made in the table ${tableName}. ${why}`);
  console.error(
    'Look at AWS_REGION, at your credentials, and at the table: it must be the output AccountsTableName.',
  );
  process.exitCode = 1;
}
