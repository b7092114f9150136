// One Lambda, made from its contract. What it may touch is granted from outside, and each grant brings its setting.
import { Duration, Size, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type ILayerVersion, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionContract } from '../../shared/contract.ts';
import { type SettingName, settingDefaults } from '../../shared/domain/settings.ts';
import type { Stage } from '../stage.ts';
import { bundledCode } from './bundled-code.ts';
import type { ForwardNetwork } from './forward-network.ts';

export interface ContractFunctionProps {
  readonly contract: FunctionContract;
  readonly stage: Stage;
  readonly layers?: readonly ILayerVersion[];
  /** Where it runs. @default in AWS's own network, with the internet before it */
  readonly network?: ForwardNetwork | undefined;
}

const isSetting = (key: string): key is SettingName => key in settingDefaults;

export class ContractFunction extends Construct {
  readonly contract: FunctionContract;
  readonly lambda: Lambda;
  readonly #given = new Set<string>();

  constructor(scope: Construct, { contract, stage, layers, network }: ContractFunctionProps) {
    super(scope, contract.name);
    this.contract = contract;
    const logGroup = new LogGroup(this, 'Log', { retention: stage.logRetentionDays });
    // A role of its own, allowed to write its own log and nothing else until something is granted.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    network?.admit(role);
    const { reservedConcurrency } = contract;
    this.lambda = new Lambda(this, 'Function', {
      code: bundledCode(contract.folder),
      handler: 'index.handler',
      description: contract.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      timeout: Duration.seconds(contract.timeoutSeconds),
      memorySize: contract.memoryMb,
      ephemeralStorageSize: Size.mebibytes(contract.temporaryDiskMb ?? 512),
      ...(stage.reserveConcurrency &&
        reservedConcurrency && { reservedConcurrentExecutions: reservedConcurrency }),
      // The next minute makes up for a lost one: Lambda's own two retries would only come between.
      ...(contract.trigger.kind === 'schedule' && { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
      ...(layers && { layers: [...layers] }),
      ...network?.placement,
      role,
      logGroup,
    });
    for (const key of Object.keys(contract.env)) {
      if (isSetting(key)) this.give(key, String(stage.settings[key] ?? settingDefaults[key]));
    }
    this.#acknowledge();
    this.node.addValidation({ validate: () => this.#missing() });
  }

  /** @throws Error when the contract does not name this setting: then the function has no business with it */
  give(key: string, value: string): void {
    if (!(key in this.contract.env)) {
      throw new Error(`${this.contract.name} is given ${key}, which its contract does not name`);
    }
    this.#given.add(key);
    this.lambda.addEnvironment(key, value);
  }

  /** For settings that several functions share: given to those that name them. */
  giveIfNamed(settings: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(settings)) {
      if (key in this.contract.env) this.give(key, value);
    }
  }

  allow(
    actions: readonly string[],
    resources: readonly string[],
    conditions?: Record<string, unknown>,
  ): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }

  #acknowledge(): void {
    Validations.of(this.lambda).acknowledge(
      {
        id: 'Serverless-LambdaDLQ',
        reason: 'Nothing calls it asynchronously but the schedule, whose next minute makes up for a lost one',
      },
      {
        id: 'Serverless-LambdaAsyncFailureDestination',
        reason:
          'A minute that was missed is worth nothing later; an alarm tells when the sweeper stands still',
      },
      {
        id: 'Serverless-LambdaTracing',
        reason:
          "X-Ray's client would add 60 ms to each cold start; every log line has the request's and the recording's id",
      },
    );
  }

  #missing(): string[] {
    const missing = Object.keys(this.contract.env).filter((key) => !this.#given.has(key));
    return missing.map((key) => `${this.contract.name} needs ${key}, which nothing gives it`);
  }
}
