// The ways out under attack by servers: a recording as transcode prepares it, a forward as deliver posts it.
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { forwardReceiver } from '../../../shared/outside/forward-receiver.ts';
import { recordingAudio } from '../../../shared/outside/recording-audio.ts';
import { downloadLimits, forwardTimeoutMs, itWorked } from './attack.ts';
import type { Door } from './outgoing-doors.ts';

export interface ServerDoors {
  readonly download: Door;
  readonly forward: Door;
}

/** In every URL and every header that a forward carries: no other server may see it. */
export const canary = 'canary-7f3a9c';

const settings = { addressPolicy: 'local', allowCidrs: ['127.0.0.0/8'] };
const noPrefix = /^The recording could not be downloaded: (.*)\.$/s;

const download = (): Door => {
  const audio = recordingAudio({
    ...settings,
    // What is served well needs no conversion.
    soxDirectory: '/nonexistent',
    limits: downloadLimits,
    maxAudioSeconds: 60,
    keep: async () => {},
    open: () => Promise.reject(new Error('nothing was kept')),
  });
  return async (voicefileUrl) => {
    try {
      const { dispose } = await audio.prepare({ voicefileUrl, wavKey: 'unused' });
      await dispose();
      return itWorked;
    } catch (error) {
      if (!(error instanceof VoxgateError)) return `an error that is not told: ${String(error)}`;
      return noPrefix.exec(error.message)?.[1] ?? `${error.code}: ${error.message}`;
    }
  };
};

const forward = (): Door => {
  const receiver = forwardReceiver({ ...settings, timeoutMs: forwardTimeoutMs });
  const headers = { authorization: `Bearer ${canary}`, 'x-api-key': canary, cookie: `session=${canary}` };
  return async (url) => {
    const reply = await receiver.post({ url, body: `id=1&json_url=${canary}`, headers });
    return reply.kind === 'answered' ? String(reply.statusCode) : reply.error;
  };
};

export const serverDoors = (): ServerDoors => ({ download: download(), forward: forward() });
