// A recording is deleted → a webhook that was about it is still known by its hash, and says nothing of it any more.
import { jsonLogKey } from './json-log-name.ts';
import type { SettledResult, WebhookIntent } from './webhook-intent.ts';

const forgotten: SettledResult = { audioId: '', jsonLogName: '', verdict: 'deleted' };

/** Keys of logs that hold the results of other recordings alone: whatever was noted, they are those recordings' own. */
export const logsOfOthers = ({ results = [] }: WebhookIntent, recordingId: string): readonly string[] =>
  results
    .filter((result) => result.recordingId !== undefined && result.recordingId !== recordingId)
    .map(({ jsonLogName }) => jsonLogKey(jsonLogName));

/**
 * @param goneKeys S3 keys that go with the recording: a result that is nobody's, and whose log is among them, is forgotten too
 * @returns the webhook's next version; `undefined` when it says nothing of the recording already
 */
export const forgetRecording = (
  intent: WebhookIntent,
  recordingId: string,
  goneKeys: ReadonlySet<string>,
): WebhookIntent | undefined => {
  const isGone = (name: string) => goneKeys.has(jsonLogKey(name));
  const keep = (name: string) => (isGone(name) ? '' : name);
  const isAbout = ({ recordingId: id, jsonLogName }: SettledResult) =>
    id === recordingId || (id === undefined && isGone(jsonLogName));
  const { recordingId: cameFor, bodyKey, results = [], resultLogNames, ...rest } = intent;
  const isToldOfIt =
    cameFor === recordingId ||
    results.some(isAbout) ||
    [intent.jsonLogName, ...resultLogNames].some(isGone) ||
    (bodyKey !== undefined && goneKeys.has(bodyKey));
  if (!isToldOfIt) return undefined;
  return {
    ...rest,
    ver: intent.ver + 1,
    jsonLogName: keep(intent.jsonLogName),
    resultLogNames: resultLogNames.map(keep),
    results: results.map((result) => (isAbout(result) ? forgotten : result)),
    ...(cameFor !== undefined && cameFor !== recordingId && { recordingId: cameFor }),
    ...(bodyKey !== undefined && !goneKeys.has(bodyKey) && { bodyKey }),
  };
};
