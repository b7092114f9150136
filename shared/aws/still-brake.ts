// The condition under which a source may be replaced whole: nobody has put its brake on or let it go since it was read.
import type { Brake } from '../domain/brake.ts';
import type { Condition } from './keyed-items.ts';

/** Field by field: not every DynamoDB that is not AWS's compares maps. */
export const isStillBrake = (before: Brake | undefined): Condition => {
  if (!before) return { ConditionExpression: 'attribute_not_exists(brake)' };
  const { isPaused, pausedAt, resumedAt } = before;
  const fields = Object.entries({ isPaused, pausedAt, resumedAt });
  const known = fields.filter(([, value]) => value !== undefined);
  return {
    ConditionExpression: fields
      .map(([field, value]) =>
        value === undefined ? `attribute_not_exists(brake.${field})` : `brake.${field} = :${field}Before`,
      )
      .join(' AND '),
    ExpressionAttributeValues: Object.fromEntries(known.map(([field, value]) => [`:${field}Before`, value])),
  };
};
