// Query parameters of the native and admin APIs: a name that is unknown or comes twice is a caller's mistake, so it is refused.
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';

/** @throws VoxgateError INVALID_PARAMETER */
export const readQuery = <Name extends string>(
  request: HttpRequest,
  known: readonly Name[],
): Readonly<Partial<Record<Name, string>>> => {
  const found: Partial<Record<Name, string>> = {};
  for (const [given, value] of request.query) {
    const name = known.find((candidate) => candidate === given);
    if (name === undefined) {
      throw new VoxgateError('INVALID_PARAMETER', `unknown parameter ${given.slice(0, 100)}`);
    }
    if (found[name] !== undefined) throw new VoxgateError('INVALID_PARAMETER', `repeated parameter ${name}`);
    found[name] = value;
  }
  return found;
};
