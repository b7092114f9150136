// Inside the HTTP API: the CORS answers that API Gateway gives by itself where the template configures them.
import { z } from 'zod';

export const corsConfiguration = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  /** Seconds */
  MaxAge: z.number().optional(),
});

export type CorsConfiguration = z.infer<typeof corsConfiguration>;

/** The headers of every answer to a request with an Origin; none when that origin is not allowed. */
export function corsHeaders(
  cors: CorsConfiguration | undefined,
  origin: string | undefined,
): Record<string, string> {
  if (cors === undefined || origin === undefined) return {};
  const allowed = cors.AllowOrigins.includes('*')
    ? '*'
    : cors.AllowOrigins.includes(origin)
      ? origin
      : undefined;
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed !== '*' && { vary: 'origin' }),
    ...(cors.ExposeHeaders.length > 0 && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}

/** What a preflight is answered with besides; the function never sees it. */
export function preflightHeaders(cors: CorsConfiguration): Record<string, string> {
  return {
    ...(cors.AllowMethods.length > 0 && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders.length > 0 && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
}
