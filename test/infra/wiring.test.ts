// Who may do what to what, in one place: a changed right shows here as a changed line.
import { expect, test } from 'vitest';
import { exampleStage, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

/** `RecordingsTable`, `AccountsTable/index/list`, `ResultsBucket/json_logs/*` */
const resourceName = (resource: unknown): string => {
  const join = (resource as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  if (join) return join[1].map((part) => (typeof part === 'string' ? part : resourceName(part))).join('');
  const getAtt = (resource as { 'Fn::GetAtt'?: [string, string] })['Fn::GetAtt'];
  const ref = (resource as { Ref?: string }).Ref;
  return withoutHash(getAtt?.[0] ?? ref ?? JSON.stringify(resource));
};

test('each function may do what its work needs', () => {
  const policies = resourcesOf(synthesiseStage(exampleStage()), 'AWS::IAM::Policy');
  const lines = policies.flatMap(({ id, properties }) => {
    const { Statement } = properties.PolicyDocument as { Statement: readonly Statement[] };
    const role = withoutHash(id).replace('RoleDefaultPolicy', '');
    return Statement.flatMap(({ Action, Resource }) =>
      [Resource].flat().map((one) => `${role}: ${[Action].flat().join(' ')} → ${resourceName(one)}`),
    );
  });
  expect(lines.filter((line) => !line.includes('logs:')).sort()).toMatchInlineSnapshot(`
    [
      "Deliver: dynamodb:GetItem dynamodb:PutItem → RecordingsTable",
      "Deliver: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "Deliver: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/forward_answers/*",
      "Deliver: secretsmanager:GetSecretValue → SealingKeySecret",
      "Deliver: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage → DeliverQueue",
      "ManageKeys: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageKeys: dynamodb:GetItem → AccountsTable",
      "ManageKeys: dynamodb:Query → AccountsTable/index/list",
      "ManageRecordings: dynamodb:GetItem dynamodb:PutItem → RecordingsTable",
      "ManageRecordings: dynamodb:GetItem → AccountsTable",
      "ManageRecordings: dynamodb:UpdateItem → AccountsTable",
      "ManageRecordings: sqs:SendMessage → TranscodeQueue",
      "ManageSources: dynamodb:GetItem → AccountsTable",
      "ManageSources: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:Query → AccountsTable/index/list",
      "ManageSources: dynamodb:UpdateItem → AccountsTable",
      "ManageSources: secretsmanager:GetSecretValue → SealingKeySecret",
      "ManageVendor: dynamodb:GetItem dynamodb:PutItem → AccountsTable",
      "ManageVendor: dynamodb:GetItem → AccountsTable",
      "ManageVendor: dynamodb:UpdateItem → AccountsTable",
      "ReadJsonLog: s3:GetObject → ResultsBucket/json_logs/*",
      "ReadJsonLog: s3:ListBucket → ResultsBucket",
      "ReadRecording: dynamodb:GetItem → AccountsTable",
      "ReadRecording: dynamodb:GetItem → RecordingsTable",
      "ReadRecording: dynamodb:UpdateItem → AccountsTable",
      "ReadRecording: s3:GetObject → ResultsBucket/json_logs/*",
      "ReadRecording: s3:ListBucket → ResultsBucket",
      "ReceiveWebhook: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem → RecordingsTable",
      "ReceiveWebhook: dynamodb:GetItem → AccountsTable",
      "ReceiveWebhook: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/json_logs/*",
      "ReceiveWebhook: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/rejected_webhooks/*",
      "ReceiveWebhook: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/webhook_bodies/*",
      "ReceiveWebhook: s3:DeleteObject → ResultsBucket/json_logs/*",
      "ReceiveWebhook: s3:DeleteObject → ResultsBucket/webhook_bodies/*",
      "ReceiveWebhook: s3:GetObject → ResultsBucket/forward_answers/*",
      "ReceiveWebhook: s3:ListBucket → ResultsBucket",
      "ReceiveWebhook: secretsmanager:GetSecretValue → WebhookSecret",
      "ReceiveWebhook: sqs:SendMessage → DeliverQueue",
      "SubmitRecording: dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem → RecordingsTable",
      "SubmitRecording: dynamodb:GetItem → AccountsTable",
      "SubmitRecording: dynamodb:GetItem → AccountsTable",
      "SubmitRecording: dynamodb:UpdateItem → AccountsTable",
      "SubmitRecording: sqs:SendMessage → TranscodeQueue",
      "Sweep: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem → RecordingsTable",
      "Sweep: dynamodb:GetItem → AccountsTable",
      "Sweep: dynamodb:Query → RecordingsTable/index/due",
      "Sweep: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/json_logs/*",
      "Sweep: s3:DeleteObject → AudioBucket/WAV/*",
      "Sweep: s3:DeleteObject → ResultsBucket/forward_answers/*",
      "Sweep: s3:DeleteObject → ResultsBucket/json_logs/*",
      "Sweep: s3:DeleteObject → ResultsBucket/webhook_bodies/*",
      "Sweep: s3:GetObject → ResultsBucket/webhook_bodies/*",
      "Sweep: s3:ListBucket → ResultsBucket",
      "Sweep: sqs:SendMessage → DeliverQueue",
      "Sweep: sqs:SendMessage → TranscodeQueue",
      "Transcode: dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem → RecordingsTable",
      "Transcode: dynamodb:GetItem → AccountsTable",
      "Transcode: dynamodb:GetItem → AccountsTable",
      "Transcode: s3:AbortMultipartUpload s3:GetObject s3:PutObject → AudioBucket/WAV/*",
      "Transcode: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/json_logs/*",
      "Transcode: s3:ListBucket → AudioBucket",
      "Transcode: secretsmanager:GetSecretValue → VendorTokenSecret",
      "Transcode: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage → TranscodeQueue",
      "Transcode: sqs:SendMessage → DeliverQueue",
    ]
  `);
});
