// What only the account can answer, and the commands that ask it.
import { stackNameOf } from '../add-stage.ts';
import type { Template } from '../local/engine/template/assembly.ts';
import { exampleName } from './read-settings.ts';

/** AWS keeps these free of reservations: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const unreservedMinimum = 100;

/** "Concurrent executions" in Service Quotas. */
const concurrencyQuota = 'L-B99A9384';

export const neededConcurrency = (template: Template): number => {
  const reserved = Object.values(template.Resources)
    .map(({ Properties }) => Number(Properties.ReservedConcurrentExecutions ?? 0))
    .reduce((sum, one) => sum + one, 0);
  return reserved === 0 ? 0 : reserved + unreservedMinimum;
};

export interface AccountStepsProps {
  readonly template: Template;
  readonly stageName: string;
  /** The least version of `cdk bootstrap`'s stack that the assembly asks for. */
  readonly bootstrapVersion: number;
}

export const accountSteps = (props: AccountStepsProps): readonly string[] => {
  const { template, stageName, bootstrapVersion } = props;
  const concurrency = neededConcurrency(template);
  const needsSecret = 'WebhookSecretArn' in template.Outputs;
  const isExample = stageName === exampleName;
  const deployed = isExample ? 'prod' : stageName;
  return [
    'Needs your account, and is not checked here:',
    '  credentials and region',
    '    aws sts get-caller-identity && aws configure get region',
    `  CDK's bootstrap stack in that region, version ${bootstrapVersion} or later`,
    '    aws ssm get-parameter --name /cdk-bootstrap/hnb659fds/version --query Parameter.Value',
    '    npx cdk bootstrap',
    ...(concurrency === 0
      ? [
          '  how many concurrent executions Lambda allows: nothing is set aside, and callers who wait take those that their own',
          '  recordings need. With few of them set SUBMIT_WAIT_SECONDS to 0, 1 or 2 in "settings"',
          '    aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions',
        ]
      : [
          `  Lambda's quota of concurrent executions, ${concurrency} or more (or "reserveConcurrency": false)`,
          '    aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions',
          `    aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${concurrencyQuota} --desired-value ${Math.max(concurrency, 1000)}`,
        ]),
    '',
    'Then:',
    ...(isExample
      ? [`  cp infra/stages/${exampleName}.json infra/stages/${deployed}.json    and put your vendor in`]
      : []),
    `  npm run deploy -- --stage ${deployed}`,
    `  aws cloudformation describe-stacks --stack-name ${stackNameOf(deployed)} --query 'Stacks[0].Outputs' --output table`,
    '  npm run admin-key -- --table <the output AccountsTableName>',
    '  aws secretsmanager put-secret-value --secret-id <the output VendorTokenArn> --secret-string <token>',
    ...(needsSecret
      ? [
          '  aws secretsmanager get-secret-value --secret-id <the output WebhookSecretArn> --query SecretString --output text',
        ]
      : []),
  ];
};
