// What is left to do after a rehearsal, to the first recording: in the order of docs/deploy.md.
import { parseWebhookAuth } from '../../shared/domain/vendor-proof.ts';
import { stackNameOf } from '../add-stage.ts';
import type { Stage } from '../stage.ts';
import { exampleName } from './read-settings.ts';

const webhookPath = '/voiceTranscription/voiceTranscriptionWebhook.php';

const alarmSteps = ({ alarmEmail }: Stage): readonly string[] =>
  alarmEmail === undefined
    ? [
        '  aws sns subscribe --topic-arn <the output AlarmTopicArn> --protocol email --notification-endpoint <address>',
        '    and confirm the mail that AWS sends there: until then nobody hears of alarms',
      ]
    : [`  confirm the mail that AWS sent to ${alarmEmail}: until then nobody hears of alarms`];

const recordSteps = ({ domain }: Stage): readonly string[] =>
  domain === undefined || domain.hostedZone
    ? []
    : [`  in your DNS: ${domain.name} CNAME <the output CnameTarget>`];

const vendorSteps = ({ domain, publicBaseUrl, webhookAuth }: Stage): readonly string[] => {
  const base = publicBaseUrl ?? (domain ? `https://${domain.name}` : '<the output BaseUrl>');
  const { kind } = parseWebhookAuth(webhookAuth);
  const secret =
    '    aws secretsmanager get-secret-value --secret-id <the output WebhookSecretArn> --query SecretString --output text';
  return [
    `  tell the vendor your webhook: ${base}${webhookPath}${kind === 'token' ? '?token=<secret>' : ''}`,
    ...(kind === 'none' ? [] : [secret]),
  ];
};

export const nextSteps = (stage: Stage): readonly string[] => {
  const isExample = stage.name === exampleName;
  const name = isExample ? 'prod' : stage.name;
  return [
    'Then:',
    ...(isExample
      ? [`  cp infra/stages/${exampleName}.json infra/stages/${name}.json    and put your own settings in`]
      : []),
    `  npm run deploy -- --stage ${name}`,
    `  aws cloudformation describe-stacks --stack-name ${stackNameOf(name)} --query 'Stacks[0].Outputs' --output table`,
    ...(isExample ? alarmSteps({ ...stage, alarmEmail: 'your alarmEmail' }) : alarmSteps(stage)),
    ...recordSteps(stage),
    '  npm run admin-key -- --table <the output AccountsTableName>',
    '  (umask 077; IFS= read -rs token && printf %s "$token" > token.txt)    waits for the vendor\'s token: paste it, Enter',
    '  aws secretsmanager put-secret-value --secret-id <the output VendorTokenArn> --secret-string file://token.txt && rm token.txt',
    ...vendorSteps(stage),
  ];
};
