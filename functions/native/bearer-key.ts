// Where the native and admin APIs find the caller's key.
import type { HttpRequest } from '../../shared/edge/http-request.ts';

/** `Authorization: Bearer <key>`, else `X-API-Key`. */
export const bearerKey = (request: HttpRequest): string | undefined =>
  /^Bearer +(.*\S)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? request.headers['x-api-key'];
