// Small files that become large when they are decoded, or say that they will: all are cut off at the limit or before.
import { opusFile } from '../support/audio-ogg.ts';
import { wavFile } from '../support/audio-wav.ts';
import { converts, type HandMade, type Kit, refused, withNumber } from './hand-made.ts';

/** Three minutes where one is allowed. */
const tooLong = refused(/longer than the limit of 60 seconds/);
const maxDurationSeconds = 60;
const seconds = 180;
const rate = 8000;

/** Silence is next to nothing in FLAC: 4 KB. */
const flacSilence = async ({ bench }: Kit): Promise<Buffer> => {
  const silence = wavFile(Buffer.alloc(seconds * rate * 2));
  return bench.audio.encode(silence, ['-t', 'flac']);
};
/** The last 36 bits before the checksum are the total, of which 32 lie in four whole bytes. */
const withTotal = (flac: Buffer, total: number): Buffer => withNumber(flac, 22, 4, total, 'BE');

const silentPackets = Array.from({ length: seconds * 50 }, () => Buffer.from([0x08]));
/** MPEG 2.5 layer III, 8 kbit/s, 8 kHz, mono: 72 bytes and 576 samples. */
const mp3Frame = Buffer.concat([Buffer.from([0xff, 0xe3, 0x18, 0xc4]), Buffer.alloc(68)]);
const amrSilence = (frames: number): Buffer =>
  Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(frames, 0x7c)]);

const row = (name: string, make: HandMade['make'], fate: HandMade['fate'] = tooLong): HandMade => ({
  ...{ name, make, fate, maxDurationSeconds },
});

export const swelling: readonly HandMade[] = [
  row('FLAC of three minutes of silence', flacSilence),
  row('that FLAC, not saying how long it is', async (kit) => withTotal(await flacSilence(kit), 0)),
  row('that FLAC, saying it is a second', async (kit) => withTotal(await flacSilence(kit), rate)),
  row('FLAC that promises a day', ({ good }) => withTotal(good('flac').bytes, 24 * 3600 * 16_000)),
  row('Opus of three minutes of silence', opusFile(silentPackets)),
  row('that Opus, saying it is a second', opusFile(silentPackets, { lastGranule: 48_000 })),
  row('that Opus, ending at the last number there is', opusFile(silentPackets, { lastGranule: 2 ** 62 })),
  row('that Opus, ending before it starts', opusFile(silentPackets, { lastGranule: -48_000 })),
  row('MP3 of three minutes', Buffer.concat(Array(seconds * 14).fill(mp3Frame))),
  row('AMR of three minutes without a sound, a byte for each 20 ms', amrSilence(seconds * 50)),
  row('that AMR of a minute', amrSilence(3000), converts(480_000)),
];
