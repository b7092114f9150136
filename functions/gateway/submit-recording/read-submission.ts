// The fields of a submission out of whatever body it came in, checked in the contract's order.
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { Fields } from '../../../shared/edge/fields.ts';
import type { HttpRequest } from '../../../shared/edge/http-request.ts';
import { readFields } from '../../../shared/edge/read-fields.ts';
import { Digits } from '../../../shared/edge/read-json-object.ts';

export interface SubmissionFields {
  readonly audioId: string;
  readonly voicefileUrl: string;
  readonly audioSource: string;
  readonly apiKey: string | undefined;
}

const maxAudioIdLength = 100;
/** Longer than any server accepts. */
const maxUrlLength = 8000;

const invalid = (message: string): VoxgateError => new VoxgateError('INVALID_PARAMETER', message);

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const checkPresent = (fields: Fields, name: string): void => {
  if (isAbsent(fields.get(name)))
    throw new VoxgateError('MISSING_PARAMETER', `Missing required parameter: ${name}`);
};

/** A JSON number is its decimal text. */
const readText = (fields: Fields, name: string): string => {
  const value = fields.get(name);
  if (typeof value === 'string') return value;
  if (value instanceof Digits) return value.text;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw invalid(`${name} must be text`);
};

const checkAudioId = (audioId: string): void => {
  if (!audioId.isWellFormed() || /\p{Cc}/u.test(audioId)) {
    throw invalid('audioID must not contain control characters');
  }
  if ([...audioId].length > maxAudioIdLength) {
    throw invalid(`audioID must have at most ${maxAudioIdLength} characters`);
  }
};

const checkUrl = (voicefileUrl: string): void => {
  const isHttp = /^https?:\/\//i.test(voicefileUrl) && URL.canParse(voicefileUrl);
  if (!isHttp || !voicefileUrl.isWellFormed() || /\p{Cc}/u.test(voicefileUrl)) {
    throw invalid('voicefileURL must be an absolute http or https URL');
  }
  const { username, password } = new URL(voicefileUrl);
  if (username !== '' || password !== '' || /^https?:\/\/[^/?#]*@/i.test(voicefileUrl)) {
    throw invalid('voicefileURL must not contain a user name or password');
  }
  if (voicefileUrl.length > maxUrlLength) throw invalid('voicefileURL is too long');
};

/**
 * Header beats body; a key in the query is not accepted here.
 * @throws VoxgateError MISSING_PARAMETER, INVALID_PARAMETER
 */
export const readSubmission = async (request: HttpRequest): Promise<SubmissionFields> => {
  const fields = await readFields(request);
  // What is missing is told before what is wrong.
  for (const name of ['audioID', 'voicefileURL', 'audioSource']) checkPresent(fields, name);
  const audioId = readText(fields, 'audioID');
  const voicefileUrl = readText(fields, 'voicefileURL').trim();
  const audioSource = readText(fields, 'audioSource');
  checkAudioId(audioId);
  checkUrl(voicefileUrl);
  const keyInBody = () => (isAbsent(fields.get('api_key')) ? undefined : readText(fields, 'api_key'));
  return { audioId, voicefileUrl, audioSource, apiKey: request.headers['x-api-key'] ?? keyInBody() };
};

/** RFC 7240: `respond-async` does not wait at all, `wait=N` waits N seconds at most. */
export const preferredWaitSeconds = (prefer: string | undefined): number | undefined => {
  const preferences = (prefer ?? '').split(',').map((preference) => preference.trim().toLowerCase());
  const wait = preferences
    .map((preference) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(preference)?.[1])
    .find(Boolean);
  if (wait !== undefined) return Number(wait);
  return preferences.includes('respond-async') ? 0 : undefined;
};

const maxIdempotencyKeyLength = 255;

export const readIdempotencyKey = (request: HttpRequest): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (key.length > maxIdempotencyKeyLength || /[^\x20-\x7e]/.test(key))) {
    throw invalid(`Idempotency-Key must have at most ${maxIdempotencyKeyLength} printable ASCII characters`);
  }
  return key;
};
