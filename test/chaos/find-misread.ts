// What callers were told, against what is stored: the answer of a submission, and what the status URL says in the end.
import { gunzipSync } from 'node:zlib';
import { publicStatus, type Recording } from '../../shared/domain/recording.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { defaultAccount } from '../../shared/domain/source.ts';
import { toAnswer } from '../support/gateway-client.ts';
import type { Accepted } from './callers.ts';

export interface FindMisreadOptions {
  readonly accepted: readonly Accepted[];
  readonly recordings: readonly Recording[];
  readonly baseUrl: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** Each one costs a request: of a long run a part is read. */
const readAtMost = 200;

const bodyOf = ({ outcome }: Recording): string | undefined =>
  outcome?.bodyGzip && gunzipSync(outcome.bodyGzip).toString('utf8');

const isToldBy = async (
  { baseUrl, keys }: FindMisreadOptions,
  { source }: Accepted,
  recording: Recording,
): Promise<boolean> => {
  const headers = { 'x-api-key': keys[source] ?? '' };
  const { json } = await toAnswer(await fetch(`${baseUrl}/v1/recordings/${recording.id}`, { headers }));
  const body = bodyOf(recording);
  const response = body === undefined ? null : JSON.parse(body);
  return (
    json?.status === publicStatus(recording.state) &&
    JSON.stringify(json.response) === JSON.stringify(response)
  );
};

/** @returns what callers were told and is not what is stored */
export const findMisread = async (options: FindMisreadOptions): Promise<readonly string[]> => {
  const byId = new Map(options.recordings.map((recording) => [recording.id, recording] as const));
  const misread: string[] = [];
  const step = Math.ceil(options.accepted.length / readAtMost);
  for (const [index, accepted] of options.accepted.entries()) {
    const { source, audioID, answer } = accepted;
    const recording = byId.get(recordingId(defaultAccount, source, audioID));
    // Counted as lost.
    if (!recording) continue;
    if (answer !== undefined && answer !== bodyOf(recording)) misread.push(`${audioID}: told ${answer}`);
    if (index % step !== 0) continue;
    if (!(await isToldBy(options, accepted, recording))) misread.push(`${audioID}: its status URL`);
  }
  return misread;
};
