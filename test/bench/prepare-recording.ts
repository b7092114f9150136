// A process of its own for the bench: downloads and converts one recording as transcode does, and prints its peak of memory.
import { recordingAudio } from '../../shared/outside/recording-audio.ts';
import { peakMemoryMb } from './peak-memory.ts';

const [voicefileUrl = '', soxDirectory = ''] = process.argv.slice(2);
const audio = recordingAudio({
  soxDirectory,
  addressPolicy: 'local',
  allowCidrs: ['127.0.0.0/8'],
  limits: {},
  maxAudioSeconds: 12 * 3600,
  keep: async () => {},
  open: () => Promise.reject(new Error('nothing was kept')),
});
const { dispose } = await audio.prepare({ voicefileUrl, wavKey: 'unused' });
await dispose();
process.stdout.write(`${await peakMemoryMb('self')}\n`);
