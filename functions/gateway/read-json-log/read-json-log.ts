// A name → the JSON kept under it. The name is the capability: there is no listing and no telling why it is not there.
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { JsonLogs } from '../../../shared/use-cases/ports.ts';

/** @throws VoxgateError NOT_FOUND */
export const readJsonLog = async (
  deps: { readonly jsonLogs: Pick<JsonLogs, 'get'> },
  name: string,
): Promise<string> => {
  const text = await deps.jsonLogs.get(name);
  if (text === undefined) throw new VoxgateError('NOT_FOUND', 'No such JSON log');
  return text;
};
