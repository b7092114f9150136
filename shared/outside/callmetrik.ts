// Callmetrik behind the provider interface: one multipart upload, streamed, and an honest account of how it ended.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseRetryAfter } from '../domain/retry-after.ts';
import { classifyVendorReply, type VendorReply } from '../domain/vendor-reply.ts';
import type { Vendor, VendorUpload } from '../use-cases/ports.ts';
import { httpRequest } from './http-request.ts';
import { OutgoingHttpError } from './outgoing-http-error.ts';

/** No public documentation exists, so each name is a setting; the defaults are what is known. */
export interface CallmetrikSettings {
  readonly baseUrl: string;
  readonly userId: string;
  /** Appended to the base URL; `{userId}` is replaced. */
  readonly uploadPath: string;
  readonly tokenHeader: string;
  readonly filePart: string;
  /** The multipart field for a callback URL; without it the vendor calls the one webhook it was told. */
  readonly callbackField: string | undefined;
  readonly timeoutSeconds: number;
  readonly token: () => Promise<string>;
}

/** An answer above this could not leave through a Lambda anyway. */
const maxResponseBytes = 5 * 1024 * 1024;

const field = (boundary: string, name: string, value: string): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const head = (settings: CallmetrikSettings, upload: VendorUpload, boundary: string): Buffer => {
  const { audioId, vendorSource, language, callbackUrl } = upload;
  const fields = [
    field(boundary, 'audioID', audioId),
    field(boundary, 'audioSource', vendorSource),
    language === undefined ? '' : field(boundary, 'language', language),
    settings.callbackField && callbackUrl ? field(boundary, settings.callbackField, callbackUrl) : '',
    `--${boundary}\r\nContent-Disposition: form-data; name="${settings.filePart}"; filename="audio.wav"\r\n`,
    'Content-Type: audio/wav\r\n\r\n',
  ];
  return Buffer.from(fields.join(''), 'utf8');
};

async function* parts(before: Buffer, wav: Readable, after: Buffer): AsyncGenerator<Buffer> {
  yield before;
  for await (const chunk of wav) yield chunk as Buffer;
  yield after;
}

/** Once a byte of the body may have arrived, nobody but the vendor knows whether it took the recording. */
const fromError = (error: unknown): VendorReply => {
  const message = error instanceof Error ? error.message : 'unknown';
  const reason = `no answer from the vendor: ${message}`;
  const isUnsent = error instanceof OutgoingHttpError && !error.bodySent;
  return { kind: isUnsent ? 'unreachable' : 'ambiguous', reason };
};

/** What an upload needs of ours; that it is not to be had is no word about the vendor, but the upload waits all the same. */
const gather = async (
  settings: CallmetrikSettings,
  upload: VendorUpload,
): Promise<{ readonly token: string; readonly wav: Readable } | VendorReply> => {
  try {
    const token = await settings.token();
    return { token, wav: await upload.wav.open() };
  } catch (error) {
    const message = error instanceof Error ? error.name : 'unknown';
    return { kind: 'unreachable', reason: `not sent: token or WAV could not be read (${message})` };
  }
};

export const callmetrik = (settings: CallmetrikSettings): Vendor => ({
  takesCallbackUrl: settings.callbackField !== undefined,
  submit: async (upload) => {
    const boundary = `voxgate-${randomBytes(16).toString('hex')}`;
    const before = head(settings, upload, boundary);
    const after = Buffer.from(`\r\n--${boundary}--\r\n`);
    const path = settings.uploadPath.replace('{userId}', encodeURIComponent(settings.userId));
    const gathered = await gather(settings, upload);
    if ('kind' in gathered) return gathered;
    const { token, wav } = gathered;
    try {
      const answer = await httpRequest({
        url: new URL(`${settings.baseUrl}${path}`),
        method: 'POST',
        headers: {
          [settings.tokenHeader]: token,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: Readable.from(parts(before, wav, after)),
        bodyBytes: before.length + upload.wav.sizeBytes + after.length,
        limits: {
          totalTimeoutMs: settings.timeoutSeconds * 1000,
          idleTimeoutMs: settings.timeoutSeconds * 1000,
        },
        maxResponseBytes,
      });
      const { statusCode, body, headers } = answer;
      const retryAfter = parseRetryAfter(headers['retry-after'], Date.now());
      return classifyVendorReply(statusCode, body.toString('utf8'), upload.audioId, retryAfter);
    } catch (error) {
      return fromError(error);
    } finally {
      wav.destroy();
    }
  },
});
