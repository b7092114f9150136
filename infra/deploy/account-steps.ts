// What only the account can answer, and the commands that ask it.
import type { Template } from '../local/engine/template/assembly.ts';

/** AWS keeps these free of reservations: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export const unreservedMinimum = 100;

/** "Concurrent executions" in Service Quotas. */
const concurrencyQuota = 'L-B99A9384';

/** What one stage sets aside for its functions, as their contracts say. */
export const reservedConcurrency = (template: Template): number =>
  Object.values(template.Resources)
    .map(({ Properties }) => Number(Properties.ReservedConcurrentExecutions ?? 0))
    .reduce((sum, one) => sum + one, 0);

const concurrencySteps = (reserved: number): readonly string[] => {
  if (reserved === 0) {
    return [
      '  how many concurrent executions Lambda allows: nothing is set aside, and callers who wait take those that their own',
      '  recordings need. With few of them set SUBMIT_WAIT_SECONDS to 0, 1 or 2 in "settings"',
      '    aws lambda get-account-settings --query AccountLimit.UnreservedConcurrentExecutions',
    ];
  }
  const needed = reserved + unreservedMinimum;
  return [
    `  ${needed} concurrent executions that no function in this account and region has set aside yet: this stage sets aside ${reserved},`,
    `  AWS keeps ${unreservedMinimum} free. Each further stage there sets aside its own. (Or "reserveConcurrency": false.)`,
    '    aws lambda get-account-settings --query AccountLimit.UnreservedConcurrentExecutions',
    `    aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${concurrencyQuota} --desired-value ${Math.max(needed, 1000)}`,
  ];
};

export interface AccountStepsProps {
  readonly template: Template;
  /** The least version of `cdk bootstrap`'s stack that the assembly asks for. */
  readonly bootstrapVersion: number;
}

export const accountSteps = ({ template, bootstrapVersion }: AccountStepsProps): readonly string[] => [
  'Needs your account, and is not checked here:',
  '  credentials and region',
  '    aws sts get-caller-identity && aws configure list',
  `  CDK's bootstrap stack in that region, version ${bootstrapVersion} or later`,
  '    aws ssm get-parameter --name /cdk-bootstrap/hnb659fds/version --query Parameter.Value',
  '    npx cdk bootstrap',
  ...concurrencySteps(reservedConcurrency(template)),
];
