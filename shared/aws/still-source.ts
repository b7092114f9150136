// The condition under which a source may be replaced whole: it is the one that was read, its brake included.
import type { Brake } from '../domain/brake.ts';
import type { Source } from '../domain/source.ts';
import type { Condition } from './keyed-items.ts';

/** Field by field: not every DynamoDB that is not AWS's compares maps. A brake is put on without a word about the rest. */
const brakeFields = (before: Brake): readonly (readonly [string, unknown])[] => {
  const { isPaused, pausedAt, resumedAt } = before;
  return Object.entries({ isPaused, pausedAt, resumedAt });
};

/** @param before `undefined`: there must be none */
export const isStillSource = (before: Source | undefined): Condition => {
  if (!before) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const fields = before.brake ? brakeFields(before.brake) : [];
  const known = fields.filter(([, value]) => value !== undefined);
  const brake = fields.map(([field, value]) =>
    value === undefined ? `attribute_not_exists(brake.${field})` : `brake.${field} = :${field}Before`,
  );
  const conditions = before.brake ? brake : ['attribute_not_exists(brake)'];
  return {
    ConditionExpression: ['updatedAt = :updatedAtBefore', ...conditions].join(' AND '),
    ExpressionAttributeValues: {
      ':updatedAtBefore': before.updatedAt,
      ...Object.fromEntries(known.map(([field, value]) => [`:${field}Before`, value])),
    },
  };
};
