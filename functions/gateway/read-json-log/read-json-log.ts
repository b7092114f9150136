// A name → the JSON kept under it. The name is the capability: there is no listing and no telling why it is not there.
import { testJsonLogName } from '../../../shared/domain/delivery.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { JsonLogs } from '../../../shared/use-cases/ports.ts';
import { sampleJsonLog } from './sample-json-log.ts';

/** @throws VoxgateError NOT_FOUND */
export const readJsonLog = async (
  deps: { readonly jsonLogs: Pick<JsonLogs, 'get'> },
  name: string,
): Promise<string> => {
  // What a test of a source's target names is known to all, and lies nowhere.
  if (name === testJsonLogName) return sampleJsonLog;
  const text = await deps.jsonLogs.get(name);
  if (text === undefined) throw new VoxgateError('NOT_FOUND', 'No such JSON log');
  return text;
};
