// Who sent this webhook: the vendor itself, or the vendor through one recording's own callback URL.
import { isProvenVendor, isSameSecret, type WebhookAuth } from '../../../shared/domain/vendor-proof.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../../shared/edge/http-request.ts';
import type { Recordings } from '../../../shared/use-cases/ports.ts';

export interface ProveVendorDeps {
  readonly recordings: Pick<Recordings, 'get'>;
  readonly auth: WebhookAuth;
  readonly secret: () => Promise<string>;
}

const presentsNothing = (auth: WebhookAuth, request: HttpRequest): boolean =>
  auth.kind === 'token' ? !request.query.get('token') : 'header' in auth && !request.headers[auth.header];

/** The recording, and its attempt, whose callback URL it came to. */
export interface ProvenRecording {
  readonly recordingId: string;
  readonly nonce: string;
  readonly attempt: number;
}

/**
 * @returns whose callback URL it is, when it proved its token
 * @throws VoxgateError MISSING_API_KEY, INVALID_API_KEY
 */
export const proveVendor = async (
  deps: ProveVendorDeps,
  request: HttpRequest,
): Promise<ProvenRecording | undefined> => {
  const recordingId = request.query.get('recording');
  const token = request.query.get('token') ?? undefined;
  if (recordingId !== null) {
    const recording = await deps.recordings.get(recordingId);
    if (recording?.callbackToken && isSameSecret(token, recording.callbackToken))
      return { recordingId: recording.id, nonce: recording.nonce, attempt: recording.attempt };
    throw new VoxgateError('INVALID_API_KEY', 'The webhook token is invalid');
  }
  if (deps.auth.kind === 'none') return undefined;
  if (presentsNothing(deps.auth, request)) {
    throw new VoxgateError('MISSING_API_KEY', 'The webhook carries no proof of its sender');
  }
  const evidence = { body: request.body, headers: request.headers, queryToken: token };
  if (isProvenVendor(deps.auth, evidence, await deps.secret())) return undefined;
  throw new VoxgateError('INVALID_API_KEY', 'The webhook proof is invalid');
};
