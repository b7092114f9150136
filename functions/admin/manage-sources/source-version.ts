// Which version of a source a caller has read, as HTTP's ETag, and whether it may write over what is there now.
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';

/** Of its settings, each write of which is another version: the brake and the health of its server are not among them. */
export const sourceEtag = ({ updatedAt }: Pick<Source, 'updatedAt'>): string => `"${updatedAt}"`;

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1 */
export interface Preconditions {
  /** `*`, or the versions that may be there, compared strongly. */
  readonly ifMatch?: string | undefined;
  /** `*`, or the versions that may not be there, weak ones too. */
  readonly ifNoneMatch?: string | undefined;
}

const names = (list: string, etag: string): boolean =>
  list.trim() === '*' || list.split(',').some((one) => one.trim() === etag);

const withoutWeakness = (list: string): string => list.replaceAll('W/"', '"');

/** @throws VoxgateError PRECONDITION_FAILED */
export const checkPreconditions = (
  { ifMatch, ifNoneMatch }: Preconditions,
  before: Source | undefined,
): void => {
  if (ifMatch !== undefined && !(before && names(ifMatch, sourceEtag(before)))) {
    throw new VoxgateError(
      'PRECONDITION_FAILED',
      'The source is no longer what you have read: read it again and repeat the change',
    );
  }
  if (ifNoneMatch !== undefined && before && names(withoutWeakness(ifNoneMatch), sourceEtag(before)))
    throw new VoxgateError('PRECONDITION_FAILED', `There is a source of the name ${before.name} already`);
};
