// The recordings table, and what each function may do with it: a grant gives the right and the name.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { listIndexes } from '../../shared/aws/list-index.ts';
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
        // Keys alone: written when an item is made and when its status changes, and read with the items themselves.
        ...Object.values(listIndexes).map(({ indexName, partitionKey, sortKey }) => ({
          indexName,
          partitionKey: { name: partitionKey, type: AttributeType.STRING },
          sortKey: { name: sortKey, type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        })),
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

  /** Claim a delivery and record what came of it; add it to the day's statistics. */
  grantDeliver(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  grantRead(to: ContractFunction): void {
    this.#grant(to, ['GetItem']);
  }

  /** List and show recordings with their deliveries, begin new attempts, delete. */
  grantManageRecordings(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem']);
    this.#grantLists(to);
  }

  /** List and show deliveries, make them due once more. */
  grantManageDeliveries(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'BatchGetItem', 'PutItem']);
    this.#grantLists(to);
  }

  /** Write a delivery that tries a source's target, and read what came of it. */
  grantTestForward(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem']);
  }

  /** Read the days' statistics, and count what is under way. */
  grantStatistics(to: ContractFunction): void {
    this.#grant(to, ['Query']);
    this.#grantLists(to);
  }

  /** Find what is due, settle webhooks that were left over, delete what was kept long enough. */
  grantSweep(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
    to.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${dueIndexName}`]);
  }

  #grantLists(to: ContractFunction): void {
    const indexes = Object.values(listIndexes).map(({ indexName }) => indexName);
    to.allow(
      ['dynamodb:Query'],
      indexes.map((name) => `${this.table.tableArn}/index/${name}`),
    );
  }

  #grant(to: ContractFunction, actions: readonly string[]): void {
    to.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
    to.give('RECORDINGS_TABLE', this.table.tableName);
  }
}
