// The recordings table, and what each function may do with it: a grant gives the right and the name.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { dueIndexName } from '../../shared/aws/versioned-items.ts';
import type { ContractFunction } from './contract-function.ts';

export class RecordingsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAtSeconds',
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
      globalSecondaryIndexes: [
        {
          // Sparse: only what is due at some time is in it.
          indexName: dueIndexName,
          partitionKey: { name: 'dueShard', type: AttributeType.STRING },
          sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ['source', 'acceptedAt'],
        },
      ],
    });
  }

  /** Keep a new recording, read it while its caller waits, begin a new attempt; idempotency keys and rates with it. */
  grantSubmit(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  /** Move recordings on, hold audioIDs, write owed deliveries into the ledger. */
  grantAdvance(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  /**
   * Write webhooks down and settle them: end the recordings they are about, write owed deliveries into the ledger, remove
   * what was noted beside a recording that was being deleted.
   */
  grantSettle(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
  }

  /** Claim a delivery and record what came of it. */
  grantDeliver(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem']);
  }

  grantRead(to: ContractFunction): void {
    this.#grant(to, ['GetItem']);
  }

  /** Read a recording with its deliveries, and begin a new attempt. */
  grantRetry(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem']);
  }

  /** Find what is due, settle webhooks that were left over, delete what was kept long enough. */
  grantSweep(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
    to.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${dueIndexName}`]);
  }

  #grant(to: ContractFunction, actions: readonly string[]): void {
    to.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
    to.give('RECORDINGS_TABLE', this.table.tableName);
  }
}
