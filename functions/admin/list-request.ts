// Query parameters of a list → what is asked for: one way to look at a time, and no mixture that would have to be searched for.
import type { Listing, ListRequest } from '../../shared/domain/listing.ts';
import { sourceNamePattern } from '../../shared/domain/source.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { readQuery } from '../native/read-query.ts';
import { hasFourDigitYear } from './admin-contract.ts';
import { readPage } from './read-body.ts';

const parameters = ['audioSource', 'status', 'audioID', 'from', 'to', 'limit', 'cursor'] as const;
const rfc3339 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

const invalid = (message: string) => new VoxgateError('INVALID_PARAMETER', message);

/** @param end of the time: a day alone means its last millisecond */
const readTime = (name: string, value: string | undefined, isEnd: boolean): string | undefined => {
  if (value === undefined) return undefined;
  const text = isEnd && value.length === 10 ? `${value}T23:59:59.999Z` : value;
  // 30 February would be taken for 2 March.
  const day = value.slice(0, 10);
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  if (!rfc3339.test(value) || !hasFourDigitYear(text) || !isDay) {
    throw invalid(`${name} must be a day or a time as RFC 3339 has it: 2026-11-21T09:00:00Z`);
  }
  return new Date(text).toISOString();
};

type Query = Partial<Record<(typeof parameters)[number], string>>;

const readListing = (query: Query, statuses: readonly string[]): Listing => {
  const { audioSource: source, status, audioID: prefix, from, to } = query;
  const ways = [source, status, prefix].filter((value) => value !== undefined);
  if (ways.length > 1) {
    throw invalid('Filter by one of audioSource, status and audioID; by time together with the first two');
  }
  if (prefix !== undefined) {
    if (prefix === '' || prefix.length > 200) throw invalid('audioID must be 1 to 200 characters');
    if (from !== undefined || to !== undefined) throw invalid('audioID cannot be combined with a time');
    return { by: 'audioId', prefix };
  }
  if (status !== undefined) {
    if (!statuses.includes(status)) throw invalid(`status must be one of ${statuses.join(', ')}`);
    return { by: 'status', status };
  }
  if (source !== undefined) {
    if (!sourceNamePattern.test(source)) throw invalid('audioSource must be the name of a source');
    return { by: 'source', source };
  }
  return { by: 'time' };
};

/** @throws VoxgateError INVALID_PARAMETER */
export const readListRequest = (
  request: HttpRequest,
  account: string,
  statuses: readonly string[],
): ListRequest => {
  const query = readQuery(request, parameters);
  const listing = readListing(query, statuses);
  const from = readTime('from', query.from, false);
  const to = readTime('to', query.to, true);
  if (from !== undefined && to !== undefined && from > to) throw invalid('from must not be after to');
  return { account, listing, from, to, ...readPage(query) };
};
