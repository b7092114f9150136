// The HTTP API: each dialect's exact paths, any method, so that a wrong one gets our answer and not the platform's.
import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ContractFunction } from './contract-function.ts';
import { PublicAddress } from './public-address.ts';

/** No query string: a dialect may carry a key in it. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  host: '$context.domainName',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  sourceIp: '$context.identity.sourceIp',
  error: '$context.integrationErrorMessage',
};

export class DialectApi extends Construct {
  readonly publicBaseUrl: string;
  /** What a record for the host name must point to, where DNS is somebody else's. */
  readonly cnameTarget: string | undefined;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const address = stage.domain && new PublicAddress(this, 'Address', stage.domain);
    this.api = new HttpApi(this, 'Api', {
      // What the console lists it under; two of one name would not disturb each other.
      apiName: `Voxgate-${stage.name}`,
      createDefaultStage: false,
      // With a host name of one's own, nothing gets past what stands in front of it.
      ...(address && { disableExecuteApiEndpoint: !stage.domain?.keepOwnAddress }),
    });
    const logGroup = new LogGroup(this, 'Log', { retention: stage.logRetentionDays });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // So that a flood of one stage leaves the account's other APIs alone.
      throttle: { rateLimit: stage.requestsPerSecond, burstLimit: stage.requestsPerSecond },
      ...(address && { domainMapping: { domainName: address.domainName } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        "Each function checks its caller's key itself: dialects carry it in headers, bodies and queries",
    });
    const ownUrl = stage.domain ? `https://${stage.domain.name}` : this.api.apiEndpoint;
    this.publicBaseUrl = stage.publicBaseUrl ?? ownUrl;
    this.cnameTarget = stage.domain?.hostedZone ? undefined : address?.domainName.regionalDomainName;
  }

  serve(target: ContractFunction): void {
    const { trigger, name } = target.contract;
    const routes = trigger.kind === 'http' ? [trigger] : trigger.kind === 'http-group' ? trigger.routes : [];
    const integration = new HttpLambdaIntegration(name, target.lambda);
    for (const { path } of routes) this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
  }
}
