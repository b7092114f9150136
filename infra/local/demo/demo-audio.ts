// Made-up calls for the demo data, with what a vendor hears in them: one WAV stands for many recordings.
import { createHash } from 'node:crypto';
import { AudioProfiler } from '../../../shared/domain/audio-profile.ts';
import type { AudioFacts } from '../../../shared/domain/recording.ts';
import { callSampleRate, synthesiseCall } from '../outside/speech/synthesise-call.ts';
import { transcribe } from '../outside/speech/transcript.ts';
import { VoiceActivity } from '../outside/speech/voice-activity.ts';
import { encodeWav } from '../outside/speech/wav-file.ts';

export interface DemoAudio {
  readonly wav: Uint8Array;
  readonly facts: AudioFacts;
  readonly transcription: string;
}

const headerBytes = 44;

export const demoAudio = (seconds: number, seed: number): DemoAudio => {
  const samples = synthesiseCall({ seconds, seed });
  const wav = encodeWav(samples, callSampleRate);
  const data = wav.subarray(headerBytes);
  const format = { sampleRate: callSampleRate, channels: 1 };
  const ear = new VoiceActivity();
  ear.begin(format);
  ear.write(data);
  const profiler = new AudioProfiler({ channels: 1, sampleRateHz: callSampleRate });
  profiler.add(data);
  const sha256 = createHash('sha256').update(wav).digest('hex');
  return {
    wav,
    facts: {
      ...{ sourceFormat: 'wav', sourceBytes: wav.length, converted: false, warnings: [] },
      ...{ sampleRateHz: callSampleRate, channels: 1, frames: samples.length, durationSeconds: seconds },
      ...{ wavBytes: wav.length, sourceSha256: sha256, wavSha256: sha256 },
      ...profiler.profile(),
    },
    transcription: transcribe(ear.end(samples.length)),
  };
};
