// How the native API, and the admin API with it, says no.
import * as z from 'zod/mini';
import type { VoxgateError } from '../../shared/domain/voxgate-error.ts';

export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

export const errorBody = (error: VoxgateError, requestId: string): z.output<typeof errorBodySchema> => ({
  error: { code: error.code, message: error.message, requestId },
});
