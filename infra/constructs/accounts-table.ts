// The accounts table: keys by hash and sources by name, and who may do what with them.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { listIndexName } from '../../shared/aws/keyed-items.ts';
import type { ContractFunction } from './contract-function.ts';

export class AccountsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Sessions, and entries of the audit.
      timeToLiveAttribute: 'expiresAtSeconds',
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
      globalSecondaryIndexes: [
        {
          indexName: listIndexName,
          partitionKey: { name: 'listPk', type: AttributeType.STRING },
          sortKey: { name: 'listSk', type: AttributeType.STRING },
        },
      ],
    });
  }

  /** Read sources. */
  grantSources(to: ContractFunction): void {
    this.#grant(to, ['GetItem'], ['SOURCE#*']);
  }

  /** Check keys and note their use; read sources. */
  grantAuthorise(to: ContractFunction): void {
    this.#grant(to, ['GetItem'], ['SOURCE#*', 'KEY#*']);
    this.#allow(to, ['UpdateItem'], ['KEY#*']);
  }

  /** What the admin door needs: check the key or the session, keep the session alive, write the audit. */
  grantAdmin(to: ContractFunction): void {
    this.grantAuthorise(to);
    this.#allow(to, ['GetItem', 'UpdateItem'], ['SESSION#*']);
    this.#allow(to, ['PutItem', 'UpdateItem'], ['AUDIT#*']);
  }

  /** Sign in and out. */
  grantManageSession(to: ContractFunction): void {
    this.grantAdmin(to);
    this.#allow(to, ['PutItem', 'DeleteItem'], ['SESSION#*']);
  }

  grantReadAudit(to: ContractFunction): void {
    this.grantAdmin(to);
    this.#grantList(to);
  }

  /** Switch off the target of a source that is gone. */
  grantForwardHealth(to: ContractFunction): void {
    this.#grant(to, ['GetItem', 'UpdateItem'], ['SOURCE#*']);
  }

  /** Know whether an operator has paused the vendor. */
  grantBrake(to: ContractFunction): void {
    this.#grant(to, ['GetItem'], ['VENDOR#*']);
  }

  /** Pause the vendor, and let it go. */
  grantManageVendor(to: ContractFunction): void {
    this.grantAdmin(to);
    this.#allow(to, ['GetItem', 'PutItem'], ['VENDOR#*']);
  }

  grantManageKeys(to: ContractFunction): void {
    this.grantAdmin(to);
    this.#allow(to, ['PutItem', 'DeleteItem'], ['KEY#*']);
    this.#grantList(to);
  }

  /** A source that goes takes its keys along. */
  grantManageSources(to: ContractFunction): void {
    this.grantAdmin(to);
    this.#allow(to, ['PutItem', 'UpdateItem', 'DeleteItem'], ['SOURCE#*']);
    this.#allow(to, ['DeleteItem'], ['KEY#*']);
    this.#grantList(to);
  }

  #grant(to: ContractFunction, actions: readonly string[], keys: readonly string[]): void {
    this.#allow(to, actions, keys);
    to.give('ACCOUNTS_TABLE', this.table.tableName);
  }

  /** Only items whose partition key is of these kinds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_dynamodb_items.html */
  #allow(to: ContractFunction, actions: readonly string[], keys: readonly string[]): void {
    to.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
    );
  }

  /**
   * The whole index: whether AWS holds LeadingKeys against the index's key or the table's is not documented, and the
   * wrong one would deny every list. Those functions are an operator's anyway.
   */
  #grantList(to: ContractFunction): void {
    to.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${listIndexName}`]);
  }
}
