// What is kept: two tables, two buckets and the secrets.
import type { Construct } from 'constructs';
import { AccountsTable } from './accounts-table.ts';
import { PrivateBucket } from './private-bucket.ts';
import { RecordingsTable } from './recordings-table.ts';
import { SecretValue } from './secret-value.ts';

export class Stores {
  readonly recordings: RecordingsTable;
  readonly accounts: AccountsTable;
  readonly audio: PrivateBucket;
  readonly results: PrivateBucket;
  readonly vendorToken: SecretValue;
  readonly sealingKey: SecretValue;

  constructor(scope: Construct) {
    this.recordings = new RecordingsTable(scope, 'Recordings');
    this.accounts = new AccountsTable(scope, 'Accounts');
    this.audio = new PrivateBucket(scope, 'Audio', { envKey: 'AUDIO_BUCKET' });
    this.results = new PrivateBucket(scope, 'Results', {
      envKey: 'RESULTS_BUCKET',
      // Bodies of webhooks: settled ones stand in json_logs/ too; rejected ones are kept to find out whose they were.
      keptDays: { 'webhook_bodies/': 30, 'rejected_webhooks/': 30 },
    });
    this.vendorToken = new SecretValue(scope, 'VendorToken', {
      envKey: 'VENDOR_TOKEN_SECRET_ARN',
      description: 'The token Callmetrik gave us: put it here after the first deployment',
    });
    this.sealingKey = new SecretValue(scope, 'SealingKey', {
      envKey: 'SEALING_KEY_SECRET_ARN',
      description: "Seals the sources' signing secrets in the accounts table: never change it by hand",
    });
  }
}
