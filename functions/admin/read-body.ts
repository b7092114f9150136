// JSON bodies and page parameters of the admin API: what is unknown or comes twice is a mistake, and says so.
import type * as z from 'zod/mini';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { decodeUtf8 } from '../../shared/edge/fields.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { refuseRepeatedKeys } from '../../shared/edge/read-json-object.ts';

const parseJson = (text: string): unknown => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new VoxgateError('INVALID_PARAMETER', 'The request body is not valid JSON');
  }
  refuseRepeatedKeys(text);
  return json;
};

/** @throws VoxgateError INVALID_PARAMETER that names the first field that is wrong */
export const readJson = <Schema extends z.ZodMiniType>(
  request: HttpRequest,
  schema: Schema,
): z.output<Schema> => {
  const parsed = schema.safeParse(parseJson(decodeUtf8(request.body)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? `unknown field ${issue.keys.join(', ')}` : undefined;
  const where = issue?.path.join('.') || 'the body';
  throw new VoxgateError('INVALID_PARAMETER', unknown ?? `${where}: ${issue?.message ?? 'invalid'}`);
};

/** For calls whose fields may all be left out: no body is an empty one. */
export const readOptionalJson = <Schema extends z.ZodMiniType>(
  request: HttpRequest,
  schema: Schema,
): z.output<Schema> =>
  request.body.length === 0 ? (schema.parse({}) as z.output<Schema>) : readJson(request, schema);

const defaultLimit = '50';
/** Longer than any of ours; DynamoDB's sort keys end at 1024 bytes. */
const maxCursorLength = 700;

export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

/**
 * Cursors are opaque: base64url of where the next page begins.
 * @throws VoxgateError INVALID_PARAMETER
 */
export const readPage = (query: {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}): PageRequest => {
  const limit = Number(/^\d{1,3}$/.exec(query.limit ?? defaultLimit)?.[0]);
  if (!(limit >= 1 && limit <= 100)) throw new VoxgateError('INVALID_PARAMETER', 'limit must be 1 to 100');
  if (query.cursor === undefined) return { limit };
  const after = Buffer.from(query.cursor, 'base64url').toString('utf8');
  if (after === '' || after.length > maxCursorLength || nextCursor(after) !== query.cursor) {
    throw new VoxgateError('INVALID_PARAMETER', 'cursor is none of ours');
  }
  return { limit, after };
};

export const nextCursor = (after: string | undefined): string | null =>
  after === undefined ? null : Buffer.from(after, 'utf8').toString('base64url');
