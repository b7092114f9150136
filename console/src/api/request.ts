// One call to the admin API: same origin, its answer parsed by the API's own schema, its refusals as one error.
import type * as z from 'zod/mini';
import { sessionView } from '../../../functions/admin/manage-session/contract.ts';
import { csrfHeader, pollHeader } from '../../../functions/admin/session-headers.ts';
import { errorBodySchema } from '../../../functions/native/error-body.ts';
import { isUnattended } from './presence.ts';
import { type Query, withQuery } from './query.ts';
import { csrfToken, type Session, sessionEnded, sessionState, setSessionState } from './session-store.ts';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, 'UNEXPECTED', String(error));

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Signing in, and looking who is signed in: a 401 is their answer, not the end of a session. */
  readonly isSigningIn?: boolean;
}

const send = async (path: string, call: Call): Promise<Response> => {
  const { method = 'GET', query = {}, body, signal } = call;
  const headers: Record<string, string> = { accept: 'application/json', ...call.headers };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const token = csrfToken();
  if (method !== 'GET' && token !== undefined) headers[csrfHeader] = token;
  if (isUnattended()) headers[pollHeader] = '1';
  try {
    return await fetch(withQuery(`/v1/admin${path}`, query), {
      ...{ method, headers, credentials: 'same-origin' as const, cache: 'no-store' as const },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(
      0,
      'UNREACHABLE',
      'Voxgate does not answer. Is the network up, and the stack running?',
    );
  }
};

const refusal = async (response: Response): Promise<ApiError> => {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    const words = `Voxgate answered ${response.status} ${response.statusText}`.trim();
    return new ApiError(response.status, `HTTP_${response.status}`, words, requestId);
  }
  const { code, message, requestId: id } = parsed.data.error;
  return new ApiError(response.status, code, message, id);
};

/** @throws ApiError 401, 403 or 404 when there is none */
export const lookUpSession = (): Promise<Session> => request(sessionView, '/session', { isSigningIn: true });

/**
 * Another tab may have signed in anew: its cookie is ours too, and only the token that goes with it is missing.
 * @returns whether there is a session again, and the same operator's: what one asked for is not done in another's name
 */
const renewSession = async (): Promise<boolean> => {
  const before = sessionState();
  const token = csrfToken();
  try {
    const session = await lookUpSession();
    setSessionState({ kind: 'signed-in', session });
    return before.kind === 'signed-in' && before.session.keyId === session.keyId;
  } catch (error) {
    if (asApiError(error).status === 401) sessionEnded(token);
    return false;
  }
};

const sendWithRenewal = async (path: string, call: Call): Promise<Response> => {
  const response = await send(path, call);
  if (response.status !== 403 || call.isSigningIn) return response;
  const { code } = await refusal(response.clone());
  if (code !== 'CROSS_ORIGIN_REFUSED' || !(await renewSession())) return response;
  return send(path, call);
};

/** @throws ApiError; what the signal aborts throws as fetch does */
export const request = async <Schema extends z.ZodMiniType>(
  schema: Schema,
  path: string,
  call: Call = {},
): Promise<z.output<Schema>> => {
  const token = csrfToken();
  const response = await sendWithRenewal(path, call);
  if (!response.ok) {
    const error = await refusal(response);
    if (error.status === 401 && !call.isSigningIn) sessionEnded(token);
    throw error;
  }
  const json: unknown = response.status === 204 ? undefined : await response.json();
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ApiError(
    response.status,
    'UNEXPECTED_ANSWER',
    `The answer was not as expected (${where})`,
    requestId,
  );
};
