// What the contracts of all admin functions share: the settings of the door, and the bodies of its refusals.
import * as z from 'zod/mini';
import { number, text } from '../../shared/env.ts';
import { errorBodySchema } from '../native/error-body.ts';

export const adminEnv = {
  ACCOUNTS_TABLE: text,
  PUBLIC_BASE_URL: text,
  STAGE: text,
  ACCOUNT_CACHE_SECONDS: number,
  SESSION_IDLE_SECONDS: number,
  SESSION_MAX_SECONDS: number,
};

export const adminErrors = {
  ...{ 400: errorBodySchema, 401: errorBodySchema, 403: errorBodySchema },
  ...{ 404: errorBodySchema, 405: errorBodySchema, 409: errorBodySchema, 413: errorBodySchema },
};

/** Times are kept, and compared, as texts in UTC: of the year 10000, where an offset may lead, they would sort before all others. What is no time has none. */
export const hasFourDigitYear = (time: string): boolean => /^\d{4}-/.test(new Date(time).toJSON() ?? '');

/** RFC 3339 with its offset. */
export const timestamp = z.iso.datetime({ offset: true }).check(z.refine(hasFourDigitYear));

/** Lists are pages, newest first unless said otherwise. */
export const pageOf = <View extends z.ZodMiniType>(view: View) =>
  z.object({ items: z.array(view), nextCursor: z.nullable(z.string()) });
