// The table of contents, in the order a recording meets it.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { catalog } from '../functions/catalog.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Alarms } from './constructs/alarms.ts';
import { ContractFunction } from './constructs/contract-function.ts';
import { DialectApi } from './constructs/dialect-api.ts';
import { ForwardNetwork } from './constructs/forward-network.ts';
import { OverviewDashboard } from './constructs/overview-dashboard.ts';
import { Queues } from './constructs/queues.ts';
import { SecretValue } from './constructs/secret-value.ts';
import { stageEnvironment } from './constructs/stage-environment.ts';
import { Stores } from './constructs/stores.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import type { Stage } from './stage.ts';

export interface GatewayProps {
  readonly stage: Stage;
  /** The sox layer for the stage's architecture: a zip whose content is mounted at /opt. */
  readonly soxLayerZip: string;
}

type Functions = Record<(typeof catalog)[number]['name'], ContractFunction>;

interface Watched {
  readonly api: DialectApi;
  readonly functions: Functions;
  readonly queues: Queues;
}

export class Gateway extends Construct {
  /** What callers use, without a slash at its end. */
  readonly baseUrl: string;
  /** What `npm run admin-key` writes the first key into. */
  readonly accountsTableName: string;
  /** Where the token that the speech vendor gave belongs. */
  readonly vendorToken: Secret;
  /** What the vendor proves its webhooks with; none where the stage takes unsigned ones. */
  readonly webhookSecret: Secret | undefined;
  /** Whom alarms go to. */
  readonly alarmTopic: ITopic;
  /** What a record for the stage's host name must point to, where no hosted zone was named. */
  readonly cnameTarget: string | undefined;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    const { stage } = props;
    const stores = new Stores(this);
    const api = new DialectApi(this, 'Dialects', stage);
    const functions = this.#functions(props, api.publicBaseUrl);
    const operators = new AlarmTopic(this, 'Operators', stage);
    const queues = new Queues(this, functions, operators);

    this.#submit(functions, stores, queues);
    this.#transcode(functions, stores, queues);
    this.webhookSecret = this.#receiveWebhook(functions, stores, queues, stage);
    this.#deliver(functions, stores, queues);
    this.#sweep(functions, stores, queues);
    this.#read(functions, stores);
    this.#seeToRecordings(functions, stores, queues);
    this.#administer(functions, stores, queues);

    for (const door of Object.values(functions)) api.serve(door);
    this.#watch(stage, operators, { api, functions, queues });
    this.baseUrl = api.publicBaseUrl;
    this.accountsTableName = stores.accounts.table.tableName;
    this.vendorToken = stores.vendorToken.secret;
    this.alarmTopic = operators.topic;
    this.cnameTarget = api.cnameTarget;
    new CfnOutput(this, 'BaseUrl', { value: this.baseUrl });
    if (api.cnameTarget) new CfnOutput(this, 'CnameTarget', { value: api.cnameTarget });
    new CfnOutput(this, 'AlarmTopicArn', { value: operators.topic.topicArn });
    new CfnOutput(this, 'AccountsTableName', { value: this.accountsTableName });
    new CfnOutput(this, 'TranscodeDeadLettersArn', { value: queues.transcode.deadLetters.queueArn });
    new CfnOutput(this, 'DeliverDeadLettersArn', { value: queues.deliver.deadLetters.queueArn });
    new CfnOutput(this, 'VendorTokenArn', { value: stores.vendorToken.secret.secretArn });
  }

  /** Accept, and wait. */
  #submit({ SubmitRecording }: Functions, { recordings, accounts }: Stores, { transcode }: Queues): void {
    recordings.grantSubmit(SubmitRecording);
    accounts.grantAuthorise(SubmitRecording);
    accounts.grantBrake(SubmitRecording);
    transcode.grantHint(SubmitRecording);
  }

  /** Fetch, convert, keep, hand to the vendor. */
  #transcode({ Transcode }: Functions, stores: Stores, { transcode, deliver }: Queues): void {
    stores.recordings.grantAdvance(Transcode);
    stores.accounts.grantSources(Transcode);
    stores.accounts.grantBrake(Transcode);
    stores.audio.grantWrite(Transcode, ['WAV/']);
    stores.audio.grantRead(Transcode, ['WAV/']);
    stores.results.grantWrite(Transcode, ['json_logs/']);
    stores.vendorToken.grantRead(Transcode);
    transcode.grantHint(Transcode);
    deliver.grantHint(Transcode);
  }

  /** Write down, settle, have it delivered. */
  #receiveWebhook(
    { ReceiveWebhook }: Functions,
    stores: Stores,
    { deliver }: Queues,
    stage: Stage,
  ): Secret | undefined {
    stores.recordings.grantSettle(ReceiveWebhook);
    stores.accounts.grantSources(ReceiveWebhook);
    stores.results.grantWrite(ReceiveWebhook, ['json_logs/', 'webhook_bodies/', 'rejected_webhooks/']);
    stores.results.grantRead(ReceiveWebhook, ['forward_answers/']);
    stores.results.grantDelete(ReceiveWebhook, ['json_logs/', 'webhook_bodies/']);
    deliver.grantHint(ReceiveWebhook);
    if (stage.webhookAuth === 'none') {
      ReceiveWebhook.give('WEBHOOK_SECRET_ARN', '');
      return undefined;
    }
    const secret = new SecretValue(this, 'WebhookSecret', {
      envKey: 'WEBHOOK_SECRET_ARN',
      description: 'What the vendor proves its webhooks with',
    });
    secret.grantRead(ReceiveWebhook);
    new CfnOutput(this, 'WebhookSecretArn', { value: secret.secret.secretArn });
    return secret.secret;
  }

  /** Post to the customer. */
  #deliver({ Deliver }: Functions, stores: Stores, { deliver }: Queues): void {
    stores.recordings.grantDeliver(Deliver);
    stores.accounts.grantForwardHealth(Deliver);
    stores.results.grantWrite(Deliver, ['forward_answers/']);
    stores.sealingKey.grantRead(Deliver);
    deliver.grantHint(Deliver);
  }

  /** Whatever is due gets a new hint; what was kept long enough goes. */
  #sweep({ Sweep }: Functions, stores: Stores, { transcode, deliver }: Queues): void {
    stores.recordings.grantSweep(Sweep);
    stores.accounts.grantSources(Sweep);
    stores.results.grantWrite(Sweep, ['json_logs/']);
    stores.results.grantRead(Sweep, ['webhook_bodies/']);
    stores.audio.grantDelete(Sweep, ['WAV/']);
    stores.results.grantDelete(Sweep, ['json_logs/', 'webhook_bodies/', 'forward_answers/']);
    transcode.grantHint(Sweep);
    deliver.grantHint(Sweep);
    new SweepSchedule(this, 'SweepSchedule', Sweep);
  }

  /** What callers, and whoever knows a log's name, may look at. */
  #read({ ReadJsonLog, ReadRecording }: Functions, { recordings, accounts, results }: Stores): void {
    results.grantRead(ReadJsonLog, ['json_logs/']);
    recordings.grantRead(ReadRecording);
    accounts.grantAuthorise(ReadRecording);
    results.grantRead(ReadRecording, ['json_logs/']);
  }

  /** An operator sees what happened to recordings and deliveries, and mends it by hand. */
  #seeToRecordings(functions: Functions, stores: Stores, { transcode, deliver }: Queues): void {
    const { ManageRecordings, ManageDeliveries, ReadStatistics } = functions;
    const { recordings, accounts, audio, results } = stores;
    recordings.grantManageRecordings(ManageRecordings);
    accounts.grantAdmin(ManageRecordings);
    audio.grantRead(ManageRecordings, ['WAV/']);
    audio.grantDelete(ManageRecordings, ['WAV/']);
    results.grantRead(ManageRecordings, ['json_logs/', 'forward_answers/']);
    results.grantDelete(ManageRecordings, ['json_logs/', 'webhook_bodies/', 'forward_answers/']);
    transcode.grantHint(ManageRecordings);
    recordings.grantManageDeliveries(ManageDeliveries);
    accounts.grantAdmin(ManageDeliveries);
    results.grantRead(ManageDeliveries, ['forward_answers/']);
    deliver.grantHint(ManageDeliveries);
    recordings.grantStatistics(ReadStatistics);
    accounts.grantAdmin(ReadStatistics);
  }

  /** Keys, sources, the vendor's brake, operators themselves. */
  #administer(functions: Functions, stores: Stores, { deliver }: Queues): void {
    const { ManageKeys, ManageSources, ManageVendor, ManageSession, ReadAudit } = functions;
    const { recordings, accounts, sealingKey } = stores;
    accounts.grantManageKeys(ManageKeys);
    accounts.grantManageSources(ManageSources);
    sealingKey.grantRead(ManageSources);
    recordings.grantTestForward(ManageSources);
    deliver.grantHint(ManageSources);
    accounts.grantManageVendor(ManageVendor);
    accounts.grantManageSession(ManageSession);
    accounts.grantReadAudit(ReadAudit);
    stores.audio.tellName(functions.ServePanel);
  }

  /** What operators see, and what they are told. */
  #watch(stage: Stage, to: AlarmTopic, { api: { api }, functions, queues }: Watched): void {
    const { alarms } = new Alarms(this, 'Alarms', { stage, to, api, functions });
    new OverviewDashboard(this, 'Overview', {
      ...{ stage, api, queues },
      functions: Object.values(functions),
      alarms: [...queues.alarms, ...alarms],
    });
  }

  #functions({ stage, soxLayerZip }: GatewayProps, publicBaseUrl: string): Functions {
    const sox = new LayerVersion(this, 'Sox', {
      code: Code.fromAsset(soxLayerZip),
      description: 'sox with its libraries and loader under /opt/sox',
    });
    const customers = stage.forwardVpc && new ForwardNetwork(this, 'ForwardNetwork', stage.forwardVpc);
    const settings = stageEnvironment(stage, publicBaseUrl);
    const entries = catalog.map((contract) => {
      const layers = 'layers' in contract ? [sox] : [];
      const network = contract.name === 'Deliver' ? customers : undefined;
      const made = new ContractFunction(this, { contract, stage, layers, network });
      made.giveIfNamed(settings);
      return [contract.name, made] as const;
    });
    return Object.fromEntries(entries) as Functions;
  }
}

/** A stack of its own around it. CDK leaves the id `Default` out of logical ids: they are what they were without the construct. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, props: GatewayProps & StackProps) {
    super(scope, id, props);
    new Gateway(this, 'Default', props);
  }
}
