// What a recording has in the buckets: the keys that its item names.
import { jsonLogKey } from './json-log-name.ts';
import type { Recording } from './recording.ts';

const isDefined = (key: string | undefined): key is string => key !== undefined;

/** Each once: its audio, the logs of its results and deliveries, and what earlier attempts left. */
export const objectKeys = (recording: Recording): string[] => {
  const { wavKey, jsonLogName, outcome, deliveries, formerObjects = [] } = recording;
  const logs = [
    jsonLogName,
    outcome?.jsonLogName,
    outcome?.enrichmentLogName,
    ...deliveries.map((delivery) => delivery.jsonLogName),
  ];
  return [
    ...new Set([...formerObjects, wavKey, ...logs.filter(isDefined).map(jsonLogKey)].filter(isDefined)),
  ];
};

/** Audio lies in a bucket of its own. */
export const isAudioKey = (key: string): boolean => key.startsWith('WAV/');
