// The vendor simulator's ear: one multipart upload, listened to while it streams in, nothing of it kept in memory.
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { type Hearing, VoiceActivity } from '../speech/voice-activity.ts';
import { UnsupportedAudioError, WavReader } from '../speech/wav-reader.ts';

export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  /** What the file holds, or why it cannot be used. */
  readonly audio: Hearing | undefined;
  readonly unsupported: string | undefined;
}

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  /** Of the part `files`; undefined when there was none. */
  readonly file: UploadedFile | undefined;
}

/** A body that is no form, or one that breaks off. */
export class BrokenUploadError extends Error {
  override readonly name = 'BrokenUploadError';
}

const maxFileBytes = 1024 * 1024 * 1024;

/**
 * @param onField told of each text field as soon as it was read
 * @throws BrokenUploadError
 */
export async function readUpload(
  request: IncomingMessage,
  onField: (name: string, value: string) => void,
): Promise<Upload> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new BrokenUploadError(`Content-Type '${contentType}' is not multipart/form-data`);
  }
  const fields: Record<string, string> = {};
  const parts: Readable[] = [];
  const files: Promise<UploadedFile>[] = [];
  try {
    const form = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fields: 50, files: 5, fieldSize: 64 * 1024, fileSize: maxFileBytes },
    });
    form.on('field', (name, value) => {
      fields[name] = value;
      onField(name, value);
    });
    form.on('file', (name, stream, filename, _encoding, mimeType) => {
      parts.push(stream);
      if (name === 'files') files.push(listen(stream, filename, mimeType));
      else stream.resume();
    });
    await pipeline(request, form);
    return { fields, file: (await Promise.all(files))[0] };
  } catch (error) {
    // The parser leaves the part it was in open for ever when the client goes.
    for (const part of parts) part.destroy();
    await Promise.allSettled(files);
    throw new BrokenUploadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Reads the part to its end even when its first bytes are wrong, as the client still has to be answered. */
async function listen(stream: Readable, name: string, contentType: string): Promise<UploadedFile> {
  const voice = new VoiceActivity();
  const reader = new WavReader(voice);
  let bytes = 0;
  let unsupported: string | undefined;
  const attempt = <T>(step: () => T): T | undefined => {
    if (unsupported !== undefined) return undefined;
    try {
      return step();
    } catch (error) {
      if (!(error instanceof UnsupportedAudioError)) throw error;
      unsupported = error.message;
      return undefined;
    }
  };
  for await (const chunk of stream) {
    bytes += chunk.length;
    attempt(() => reader.write(chunk));
  }
  const audio = attempt(() => voice.end(reader.end()));
  return { name, contentType, bytes, audio, unsupported };
}
