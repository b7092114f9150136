// Recordings as they lie in the stack's table, counted page by page.
import { callAwsJson } from '../../infra/local/engine/services/aws-json.ts';
import type { TestStack } from '../support/local-stack.ts';
import type { Attributes } from './call-name.ts';

const tableOf = ({ engine }: TestStack): string => {
  const found = [...engine.resources].find(
    ([id, { type }]) => id.startsWith('Recordings') && type.startsWith('AWS::DynamoDB::'),
  );
  if (!found) throw new Error('the template has no recordings table');
  return found[1].name;
};

export const countStored = async (
  stack: TestStack,
  counts: (audioID: string, state: string) => boolean,
): Promise<number> => {
  const endpoint = stack.engine.endpoints.dynamodb;
  const TableName = tableOf(stack);
  let count = 0;
  let ExclusiveStartKey: unknown;
  do {
    const input = { TableName, ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) };
    const page = await callAwsJson({ endpoint, target: 'DynamoDB_20120810.Scan', input });
    const items = (page.Items ?? []) as readonly Attributes[];
    count += items.filter(({ audioId, state }) => counts(audioId?.S ?? '', state?.S ?? '')).length;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
};
