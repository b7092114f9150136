// The ports to the outside: the caller's recording, the vendor's ear, the customer's server.
import type { AudioFacts, Recording } from '../../shared/domain/recording.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { readVendorBody } from '../../shared/domain/vendor-body.ts';
import type { VendorReply } from '../../shared/domain/vendor-reply.ts';
import type {
  Answers,
  Audio,
  ForwardHealth,
  Receiver,
  Seal,
  Vendor,
  VendorUpload,
  Wav,
} from '../../shared/use-cases/ports.ts';
import { durationOf } from './durations.ts';
import { InjectedFault, type Invocation, type Scheduler } from './scheduler.ts';
import type { SimulatedVendor, VendorAnswer } from './simulated-vendor.ts';
import { attemptKey, type Upload, type World } from './world.ts';

const facts: AudioFacts = {
  ...{
    sourceFormat: 'gsm',
    converted: true,
    sampleRateHz: 8000,
    channels: 1,
    frames: 8000,
    durationSeconds: 1,
  },
  ...{ wavBytes: 16_044, sourceSha256: '', wavSha256: '', warnings: [] },
};

/** A WAV that remembers what it was made from. */
interface HeardWav extends Wav {
  readonly url: string;
}

const wavOf = (url: string): HeardWav => ({
  url,
  sizeBytes: facts.wavBytes,
  open: () => Promise.reject(new Error('nobody reads a simulated WAV')),
});

const toReply = (answer: VendorAnswer, audioId: string): VendorReply => {
  if (answer.kind === 'unreachable') return { kind: 'unreachable', reason: 'away' };
  if (answer.kind === 'acknowledged') return answer;
  const result = readVendorBody(answer.body)?.results.find((candidate) => candidate.audioId === audioId);
  if (!result) throw new Error('the simulated vendor answered for another audioID');
  return { kind: 'answer', body: answer.body, result };
};

const forwardTimeoutMs = settingDefaults.FORWARD_TIMEOUT_SECONDS * 1000;
const ambiguousWaitMs = settingDefaults.AMBIGUOUS_WAIT_SECONDS * 1000;

export const simulatedOutside = (
  world: World,
  scheduler: Scheduler,
  invocation: Invocation,
  vendor: SimulatedVendor,
  flushIntents: () => void,
) => {
  const { random } = scheduler;
  const audio: Audio = {
    prepare: ({ voicefileUrl, wavKey }) =>
      scheduler.effect(
        invocation,
        () => {
          world.wavs.set(wavKey, voicefileUrl);
          return {
            facts: { ...facts, durationSeconds: durationOf(voicefileUrl) },
            wav: wavOf(voicefileUrl),
            dispose: async () => {},
          };
        },
        50 + random.below(5000),
      ),
    stored: (wavKey) => wavOf(world.wavs.get(wavKey) ?? 'nothing'),
  };
  const uploading = (upload: VendorUpload): Recording => {
    const ids = [...(world.byAudioId.get(upload.audioId) ?? [])];
    const found = ids
      .map((id) => world.recordings.get(id))
      .find((one) => one?.vendorSource === upload.vendorSource);
    if (!found) throw new Error('an upload of an unknown recording');
    return found;
  };
  const port: Vendor = {
    takesCallbackUrl: false,
    submit: async (upload) => {
      const { url } = upload.wav as HeardWav;
      let seen: Upload | undefined;
      const act = () => {
        const recording = uploading(upload);
        seen = world.watchUpload(recording, scheduler.now(), ambiguousWaitMs);
        const { audioId, vendorSource } = upload;
        return vendor.hear({ audioId, vendorSource, url, attempt: attemptKey(recording) });
      };
      try {
        const answer = await scheduler.effect(
          invocation,
          act,
          100 + random.below(random.happens(0.1) ? 60_000 : 3000),
        );
        if (seen) seen.reply = answer.kind;
        flushIntents();
        return toReply(answer, upload.audioId);
      } catch (error) {
        flushIntents();
        if (!(error instanceof InjectedFault)) throw error;
        // Before: no byte was sent. After: it was, and nobody knows.
        if (error.message === 'before') return { kind: 'unreachable', reason: 'refused' };
        if (seen) seen.reply = 'ambiguous';
        const kind = world.off === 'ambiguous is not unreachable' ? 'unreachable' : 'ambiguous';
        return { kind, reason: 'no answer' };
      }
    },
  };
  const receiver: Receiver = {
    post: async ({ body, headers }) => {
      const deliveryId = headers['webhook-id'] ?? 'none';
      try {
        const act = () => {
          world.watchPost(deliveryId, body, scheduler.now());
          const statusCode = random.happens(scheduler.faultRate / 2) ? 503 : 200;
          return { kind: 'answered' as const, statusCode, body: '', durationMs: 1 };
        };
        return await scheduler.effect(invocation, act, 10 + random.below(500), forwardTimeoutMs);
      } catch (error) {
        if (!(error instanceof InjectedFault)) throw error;
        return { kind: 'failed', error: 'no answer', durationMs: 1 };
      }
    },
  };
  const health: ForwardHealth = {
    noteFailure: async () => {},
    noteSuccess: async () => {},
    disable: async () => {},
  };
  const answers: Answers = { put: async () => {}, get: async () => undefined };
  const seal: Seal = { seal: async (clear) => clear, open: async (sealed) => sealed };
  return { audio, vendor: port, receiver, health, answers, seal };
};
