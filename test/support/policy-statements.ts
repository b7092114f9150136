// Every policy statement of a template's resources, wherever it stands: roles, buckets, queues.
import type { Resource } from './stage-template.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

const isPolicyDocument = (value: unknown): value is PolicyDocument =>
  typeof value === 'object' && value !== null && Array.isArray((value as { Statement?: unknown }).Statement);

/** Every policy document, wherever it stands. */
const policiesIn = (value: unknown): readonly PolicyDocument[] => {
  if (isPolicyDocument(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(policiesIn);
};

export const statementsOf = (resource: Resource): readonly Statement[] =>
  policiesIn(resource.properties).flatMap(({ Statement }) => Statement);

export const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();
