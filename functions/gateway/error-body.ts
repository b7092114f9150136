// How the gateway dialect says no.
import * as z from 'zod/mini';
import type { ErrorCode, VoxgateError } from '../../shared/domain/voxgate-error.ts';

export const errorBodySchema = z.object({
  success: z.literal(false),
  message: z.string(),
  error_code: z.string(),
  request_id: z.string(),
  status_url: z.optional(z.string()),
});

/** The dialect knows fewer ends than the core: each way the vendor can fail us reads alike here. */
const shown: Partial<Record<ErrorCode, ErrorCode>> = {
  VENDOR_REJECTED: 'VENDOR_UNREACHABLE',
  NO_RESULT: 'VENDOR_UNREACHABLE',
};

export const errorBody = (error: VoxgateError, requestId: string): z.output<typeof errorBodySchema> => ({
  success: false,
  message: error.message,
  error_code: shown[error.code] ?? error.code,
  request_id: requestId,
  ...error.fields,
});
