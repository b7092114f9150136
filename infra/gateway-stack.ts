// The table of contents, in the order a recording meets it.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { catalog } from '../functions/catalog.ts';
import { ContractFunction } from './constructs/contract-function.ts';
import { DialectApi } from './constructs/dialect-api.ts';
import { Queues } from './constructs/queues.ts';
import { SecretValue } from './constructs/secret-value.ts';
import { stageEnvironment } from './constructs/stage-environment.ts';
import { Stores } from './constructs/stores.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import type { Stage } from './stage.ts';

export interface GatewayStackProps extends StackProps {
  readonly stage: Stage;
  /** The sox layer for the stage's architecture: a zip whose content is mounted at /opt. */
  readonly soxLayerZip: string;
}

type Functions = Record<(typeof catalog)[number]['name'], ContractFunction>;

export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const stores = new Stores(this);
    const api = new DialectApi(this, 'Dialects', stage);
    const functions = this.#functions(props, api.publicBaseUrl);
    const queues = new Queues(this, functions);

    this.#submit(functions, stores, queues);
    this.#transcode(functions, stores, queues);
    this.#receiveWebhook(functions, stores, queues, stage);
    this.#deliver(functions, stores, queues);
    this.#sweep(functions, stores, queues);
    this.#readAndAdminister(functions, stores);

    for (const door of Object.values(functions)) api.serve(door);
    new CfnOutput(this, 'AccountsTableName', { value: stores.accounts.table.tableName });
    new CfnOutput(this, 'VendorTokenArn', { value: stores.vendorToken.secret.secretArn });
  }

  /** Accept, and wait. */
  #submit({ SubmitRecording }: Functions, { recordings, accounts }: Stores, { transcode }: Queues): void {
    recordings.grantSubmit(SubmitRecording);
    accounts.grantAuthorise(SubmitRecording);
    transcode.grantHint(SubmitRecording);
  }

  /** Fetch, convert, keep, hand to the vendor. */
  #transcode({ Transcode }: Functions, stores: Stores, { transcode, deliver }: Queues): void {
    stores.recordings.grantAdvance(Transcode);
    stores.accounts.grantSources(Transcode);
    stores.audio.grantWrite(Transcode, ['WAV/']);
    stores.audio.grantRead(Transcode, ['WAV/']);
    stores.results.grantWrite(Transcode, ['json_logs/']);
    stores.vendorToken.grantRead(Transcode);
    transcode.grantHint(Transcode);
    deliver.grantHint(Transcode);
  }

  /** Write down, settle, have it delivered. */
  #receiveWebhook({ ReceiveWebhook }: Functions, stores: Stores, { deliver }: Queues, stage: Stage): void {
    stores.recordings.grantSettle(ReceiveWebhook);
    stores.accounts.grantSources(ReceiveWebhook);
    stores.results.grantWrite(ReceiveWebhook, ['json_logs/', 'webhook_bodies/', 'rejected_webhooks/']);
    stores.results.grantRead(ReceiveWebhook, ['forward_answers/']);
    deliver.grantHint(ReceiveWebhook);
    if (stage.webhookAuth === 'none') {
      ReceiveWebhook.give('WEBHOOK_SECRET_ARN', '');
      return;
    }
    const secret = new SecretValue(this, 'WebhookSecret', {
      envKey: 'WEBHOOK_SECRET_ARN',
      description: 'What the vendor proves its webhooks with',
    });
    secret.grantRead(ReceiveWebhook);
    new CfnOutput(this, 'WebhookSecretArn', { value: secret.secret.secretArn });
  }

  /** Post to the customer. */
  #deliver({ Deliver }: Functions, stores: Stores, { deliver }: Queues): void {
    stores.recordings.grantDeliver(Deliver);
    stores.accounts.grantForwardHealth(Deliver);
    stores.results.grantWrite(Deliver, ['forward_answers/']);
    stores.sealingKey.grantRead(Deliver);
    deliver.grantHint(Deliver);
  }

  /** Whatever is due gets a new hint. */
  #sweep({ Sweep }: Functions, stores: Stores, { transcode, deliver }: Queues): void {
    stores.recordings.grantSweep(Sweep);
    stores.accounts.grantSources(Sweep);
    stores.results.grantWrite(Sweep, ['json_logs/']);
    stores.results.grantRead(Sweep, ['webhook_bodies/']);
    transcode.grantHint(Sweep);
    deliver.grantHint(Sweep);
    new SweepSchedule(this, 'SweepSchedule', Sweep);
  }

  #readAndAdminister(functions: Functions, { recordings, accounts, results, sealingKey }: Stores): void {
    results.grantRead(functions.ReadJsonLog, ['json_logs/']);
    recordings.grantRead(functions.ReadRecording);
    accounts.grantAuthorise(functions.ReadRecording);
    results.grantRead(functions.ReadRecording, ['json_logs/']);
    accounts.grantManageKeys(functions.ManageKeys);
    accounts.grantManageSources(functions.ManageSources);
    sealingKey.grantRead(functions.ManageSources);
  }

  #functions({ stage, soxLayerZip }: GatewayStackProps, publicBaseUrl: string): Functions {
    const sox = new LayerVersion(this, 'Sox', {
      code: Code.fromAsset(soxLayerZip),
      description: 'sox with its libraries and loader under /opt/sox',
    });
    const settings = stageEnvironment(stage, publicBaseUrl);
    const entries = catalog.map((contract) => {
      const layers = 'layers' in contract ? [sox] : [];
      const made = new ContractFunction(this, { contract, stage, layers });
      made.giveIfNamed(settings);
      return [contract.name, made] as const;
    });
    return Object.fromEntries(entries) as Functions;
  }
}
