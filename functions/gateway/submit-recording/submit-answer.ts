// What the caller of submit reads: the vendor's own words, our 202, or the error that ended the recording.
import { gunzipSync } from 'node:zlib';
import { isTerminal, publicStatus, type Recording } from '../../../shared/domain/recording.ts';
import { type ErrorCode, errorCodes, VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { HttpAnswer } from '../../../shared/edge/http-request.ts';

const isErrorCode = (code: string): code is ErrorCode => code in errorCodes;

/** Still at work, or ended with a body too large for this answer: the status URL has it. */
const seeStatusUrl = (recording: Recording, statusUrl: string): HttpAnswer => ({
  status: 202,
  headers: { location: statusUrl },
  body: {
    success: true,
    message: isTerminal(recording.state)
      ? 'Finished; the result is large, fetch it from status_url'
      : 'Accepted, still processing',
    audioID: recording.audioId,
    status: publicStatus(recording.state),
    status_url: statusUrl,
  },
});

const replayed = { 'idempotent-replayed': 'true' };

/** @throws VoxgateError DOWNLOAD_FAILED, CONVERSION_FAILED, VENDOR_UNREACHABLE, … when that is how it stands */
export const submitAnswer = (recording: Recording, isReplay: boolean, publicBaseUrl: string): HttpAnswer => {
  const statusUrl = `${publicBaseUrl}/v1/recordings/${recording.id}`;
  const { outcome, failure } = recording;
  if (outcome?.bodyGzip) {
    return {
      status: 200,
      ...(isReplay && { headers: replayed }),
      body: gunzipSync(outcome.bodyGzip).toString('utf8'),
    };
  }
  if (failure && !outcome) {
    const code = isErrorCode(failure.code) ? failure.code : 'INTERNAL_ERROR';
    throw new VoxgateError(code, failure.message);
  }
  if (recording.vendorFailures > 0 && !isTerminal(recording.state)) {
    const message = 'Failed to reach the speech vendor; the work goes on, see status_url';
    throw new VoxgateError('VENDOR_UNREACHABLE', message, { fields: { status_url: statusUrl } });
  }
  const { headers, ...answer } = seeStatusUrl(recording, statusUrl);
  return { ...answer, headers: { ...headers, ...(isReplay && replayed) } };
};
