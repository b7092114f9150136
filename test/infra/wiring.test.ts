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
      "Deliver: dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem → RecordingsTable",
      "Deliver: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "Deliver: s3:AbortMultipartUpload s3:PutObject → ResultsBucket/forward_answers/*",
      "Deliver: secretsmanager:GetSecretValue → SealingKeySecret",
      "Deliver: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage → DeliverQueue",
      "ManageDeliveries: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem → RecordingsTable",
      "ManageDeliveries: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ManageDeliveries: dynamodb:GetItem → AccountsTable",
      "ManageDeliveries: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageDeliveries: dynamodb:Query → RecordingsTable/index/byAudioId",
      "ManageDeliveries: dynamodb:Query → RecordingsTable/index/bySource",
      "ManageDeliveries: dynamodb:Query → RecordingsTable/index/byStatus",
      "ManageDeliveries: dynamodb:Query → RecordingsTable/index/byTime",
      "ManageDeliveries: dynamodb:UpdateItem → AccountsTable",
      "ManageDeliveries: s3:GetObject → ResultsBucket/forward_answers/*",
      "ManageDeliveries: s3:ListBucket → ResultsBucket",
      "ManageDeliveries: sqs:SendMessage → DeliverQueue",
      "ManageKeys: dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageKeys: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ManageKeys: dynamodb:GetItem → AccountsTable",
      "ManageKeys: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageKeys: dynamodb:Query → AccountsTable/index/list",
      "ManageRecordings: dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem → RecordingsTable",
      "ManageRecordings: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ManageRecordings: dynamodb:GetItem → AccountsTable",
      "ManageRecordings: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageRecordings: dynamodb:Query → RecordingsTable/index/byAudioId",
      "ManageRecordings: dynamodb:Query → RecordingsTable/index/bySource",
      "ManageRecordings: dynamodb:Query → RecordingsTable/index/byStatus",
      "ManageRecordings: dynamodb:Query → RecordingsTable/index/byTime",
      "ManageRecordings: dynamodb:UpdateItem → AccountsTable",
      "ManageRecordings: s3:DeleteObject s3:GetObject → AudioBucket/WAV/*",
      "ManageRecordings: s3:DeleteObject → ResultsBucket/forward_answers/*",
      "ManageRecordings: s3:DeleteObject → ResultsBucket/json_logs/*",
      "ManageRecordings: s3:DeleteObject → ResultsBucket/webhook_bodies/*",
      "ManageRecordings: s3:GetObject → ResultsBucket/forward_answers/*",
      "ManageRecordings: s3:GetObject → ResultsBucket/json_logs/*",
      "ManageRecordings: s3:ListBucket → AudioBucket",
      "ManageRecordings: s3:ListBucket → ResultsBucket",
      "ManageRecordings: sqs:SendMessage → TranscodeQueue",
      "ManageSession: dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageSession: dynamodb:GetItem → AccountsTable",
      "ManageSession: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageSession: dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:DeleteItem dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:GetItem dynamodb:PutItem → RecordingsTable",
      "ManageSources: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:GetItem → AccountsTable",
      "ManageSources: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageSources: dynamodb:Query → AccountsTable/index/list",
      "ManageSources: secretsmanager:GetSecretValue → SealingKeySecret",
      "ManageSources: sqs:SendMessage → DeliverQueue",
      "ManageVendor: dynamodb:GetItem dynamodb:PutItem → AccountsTable",
      "ManageVendor: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ManageVendor: dynamodb:GetItem → AccountsTable",
      "ManageVendor: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ManageVendor: dynamodb:UpdateItem → AccountsTable",
      "ReadAudit: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ReadAudit: dynamodb:GetItem → AccountsTable",
      "ReadAudit: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ReadAudit: dynamodb:Query → AccountsTable/index/list",
      "ReadAudit: dynamodb:UpdateItem → AccountsTable",
      "ReadJsonLog: s3:GetObject → ResultsBucket/json_logs/*",
      "ReadJsonLog: s3:ListBucket → ResultsBucket",
      "ReadRecording: dynamodb:GetItem → AccountsTable",
      "ReadRecording: dynamodb:GetItem → RecordingsTable",
      "ReadRecording: dynamodb:UpdateItem → AccountsTable",
      "ReadRecording: s3:GetObject → ResultsBucket/json_logs/*",
      "ReadRecording: s3:ListBucket → ResultsBucket",
      "ReadStatistics: dynamodb:GetItem dynamodb:UpdateItem → AccountsTable",
      "ReadStatistics: dynamodb:GetItem → AccountsTable",
      "ReadStatistics: dynamodb:PutItem dynamodb:UpdateItem → AccountsTable",
      "ReadStatistics: dynamodb:Query → RecordingsTable",
      "ReadStatistics: dynamodb:Query → RecordingsTable/index/byAudioId",
      "ReadStatistics: dynamodb:Query → RecordingsTable/index/bySource",
      "ReadStatistics: dynamodb:Query → RecordingsTable/index/byStatus",
      "ReadStatistics: dynamodb:Query → RecordingsTable/index/byTime",
      "ReadStatistics: dynamodb:UpdateItem → AccountsTable",
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
