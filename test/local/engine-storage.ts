// Beneath the engine's tests: a template with a table, a bucket and a secret, and calls to that table.
import { callAwsJson } from '../../infra/local/engine/services/aws-json.ts';
import type { AssemblySpec, TestEngine } from './engine-assembly.ts';

export const table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'due', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byDue',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    Replicas: [{ Region: { Ref: 'AWS::Region' } }],
  },
};

export const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } };

export const storage: AssemblySpec = {
  functions: { Env: { code: 'exports.handler = async () => process.env;' } },
  resources: { Records: table, Audio: { Type: 'AWS::S3::Bucket' }, Token: secret },
};

/** Calls DynamoDB about the table of `storage`. */
export function callTable(engine: TestEngine, action: string, input: Record<string, unknown>) {
  return callAwsJson({
    endpoint: engine.endpoints.dynamodb,
    target: `DynamoDB_20120810.${action}`,
    input: { TableName: 'Test-Records', ...input },
  });
}
