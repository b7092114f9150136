// WAV files whose headers lie: about lengths, about the format, about what kind of file they are.
import {
  extensibleBody,
  type FormatFacts,
  formatBody,
  riffChunk,
  riffFile,
  wavFile,
} from '../support/audio-wav.ts';
import { converts, type Fate, type HandMade, refused, second, withNumber } from './hand-made.ts';

const good = wavFile(second);
const format = riffChunk('fmt ', formatBody());
const data = riffChunk('data', second);
const ofFacts = (facts: FormatFacts, samples = second): Buffer => wavFile(samples, facts);
const ofBody = (body: Buffer): Buffer => riffFile([riffChunk('fmt ', body), data]);

/** 16-bit PCM with one fact of its format chunk replaced. Offsets are those of the file. */
const lie = (name: string, offset: number, width: number, value: number, fate: Fate): HandMade => ({
  ...{ name, make: withNumber(good, offset, width, value), fate },
});
const whole = converts(8000, { format: 'wav/pcm16' });

const lengths: readonly HandMade[] = [
  lie('data of length 0', 40, 4, 0, converts(8000, { warning: /counts 0 bytes/ })),
  lie('data of length 0xffffffff', 40, 4, 0xffffffff, converts(8000, { warning: /gives no length/ })),
  lie('data longer than the file', 40, 4, 21_000, converts(8000, { warning: /promises 21000 bytes/ })),
  lie('data shorter than the file', 40, 4, 1000, converts(8000, { warning: /counts 1000 bytes/ })),
  lie('data of odd length', 40, 4, 15_999, converts(7999, { warning: /last 1 bytes/ })),
  lie('RIFF of length 0', 4, 4, 0, whole),
  lie('RIFF of length 0xffffffff', 4, 4, 0xffffffff, whole),
  lie('RIFF that ends within its samples', 4, 4, 5000, whole),
  lie('a format chunk that claims the whole file', 16, 4, 0xffffffff, refused(/no audio data/)),
  lie('a format chunk of length 0', 16, 4, 0, refused(/no audio data/)),
  {
    ...{ name: '300 empty chunks before the samples', fate: refused(/no audio data/) },
    make: riffFile([format, ...Array(300).fill(riffChunk('junk', Buffer.alloc(0))), data]),
  },
  { name: 'no samples at all', make: wavFile(Buffer.alloc(0)), fate: refused(/holds no audio\./) },
  { name: 'half a sample', make: wavFile(Buffer.alloc(1)), fate: refused(/holds no audio\./) },
];

const facts: readonly HandMade[] = [
  lie('0 bytes a second', 28, 4, 0, whole),
  lie('4 GB a second', 28, 4, 0xffffffff, whole),
  lie('blocks of 0 bytes', 32, 2, 0, whole),
  lie('blocks of 4 bytes where a second has 16,000', 32, 2, 4, whole),
  lie('blocks of 65,535 bytes', 32, 2, 0xffff, whole),
  lie('a rate of 0', 24, 4, 0, refused(/rate of 0 Hz; 4000 to 192000/)),
  lie('a rate of 1 Hz', 24, 4, 1, refused(/rate of 1 Hz/)),
  lie('a rate of 4 GHz', 24, 4, 0xffffffff, refused(/rate of 4294967295 Hz/)),
  lie('0 channels', 22, 2, 0, refused(/no channels/)),
  lie('255 channels', 22, 2, 255, refused(/255 channels; 1 to 8/)),
  lie('65,535 channels', 22, 2, 65_535, refused(/65535 channels/)),
  lie('0 bits a sample', 34, 2, 0, whole),
  lie('1 bit a sample in blocks of two bytes', 34, 2, 1, whole),
  lie('64 bits a sample', 34, 2, 64, refused(/64 bits a sample/)),
  lie('a codec of number 0', 20, 2, 0, refused(/codec of number 0x0/)),
  lie('MP3 as its codec', 20, 2, 85, refused(/codec MP3/)),
  {
    ...{ name: '0 bits in blocks of 0 bytes', fate: refused(/0 bits a sample/) },
    make: ofFacts({ bitsPerSample: 0, blockBytes: 0 }),
  },
  { name: '7 bits a sample', make: ofFacts({ bitsPerSample: 7, blockBytes: 1 }), fate: converts(16_000) },
  {
    ...{ name: 'floats that are no numbers', fate: converts(4000, { format: 'wav/float32' }) },
    make: ofFacts({ formatTag: 3, bitsPerSample: 32 }, Buffer.alloc(16_000, 0xff)),
  },
];

const twoFormats = (other: FormatFacts): Buffer =>
  riffFile([format, riffChunk('fmt ', formatBody(other)), data]);
const rf64 = (claimed: bigint): Buffer => {
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(claimed, 8);
  const file = riffFile(
    [riffChunk('ds64', sizes), format, riffChunk('data', second, 0xffffffff)],
    0xffffffff,
  );
  file.write('RF64', 0);
  return file;
};

const shapes: readonly HandMade[] = [
  { name: 'no format chunk', make: riffFile([data]), fate: refused(/says nothing about its format/) },
  {
    ...{ name: 'a format chunk behind the samples', fate: refused(/says nothing about its format/) },
    make: riffFile([data, format]),
  },
  { name: 'the same format twice', make: twoFormats({}), fate: whole },
  {
    ...{ name: 'two formats that differ', fate: refused(/two formats/) },
    make: twoFormats({ channels: 2, sampleRateHz: 16_000 }),
  },
  {
    ...{ name: 'a format chunk of 14 bytes', fate: refused(/too little about its format/) },
    make: ofBody(formatBody().subarray(0, 14)),
  },
  {
    ...{ name: 'an extensible format with a codec of nobody', fate: refused(/not registered/) },
    make: ofBody(withNumber(extensibleBody(), 30, 4, 0xdeadbeef)),
  },
  {
    ...{ name: 'an extensible format without its extension', fate: refused(/not registered/) },
    make: ofBody(withNumber(formatBody(), 0, 2, 0xfffe)),
  },
  {
    ...{ name: 'an extensible format that names itself', fate: refused(/codec of number 0xfffe/) },
    make: ofBody(extensibleBody({ formatTag: 0xfffe })),
  },
  { name: 'a WAV within the samples of a WAV', make: wavFile(good), fate: converts(8022) },
  {
    ...{ name: 'a WAV as a chunk of a WAV', fate: refused(/no audio data/) },
    make: riffFile([riffChunk('RIFF', good.subarray(8))]),
  },
  { name: 'RF64', make: rf64(16_000n), fate: whole },
  {
    name: 'RF64 of 2^64 - 1 bytes',
    make: rf64(2n ** 64n - 1n),
    fate: converts(8000, { warning: /no length/ }),
  },
  {
    ...{ name: 'RIFX', fate: refused(/big-endian WAV/) },
    make: Buffer.concat([Buffer.from('RIFX'), good.subarray(4)]),
  },
  {
    ...{ name: 'Wave64', fate: refused(/Sony Wave64/) },
    make: Buffer.concat([Buffer.from('riff\x2e\x91\xcf\x11', 'latin1'), good]),
  },
  { name: 'AIFF', make: Buffer.from('FORM\0\0\x10\0AIFFCOMM', 'latin1'), fate: refused(/AIFF/) },
  {
    ...{ name: 'a command as its title', fate: converts(8000) },
    make: ({ bench }) =>
      riffFile([format, riffChunk('LIST', Buffer.from(`INFOINAM\x40\0\0\0|touch ${bench.canary}`)), data]),
  },
];

const adpcm = (name: string, formatTag: number, block: number, perBlock: number, fate: Fate): HandMade => {
  const body = formatBody({ formatTag, bitsPerSample: 4, blockBytes: block });
  const extension = Buffer.from([2, 0, perBlock & 255, perBlock >> 8]);
  return { name, fate, make: ofBody(Buffer.concat([body, extension])) };
};

const blocks: readonly HandMade[] = [
  adpcm('IMA ADPCM in blocks of 0 bytes', 17, 0, 505, refused(/505 samples in a block of 0 bytes/)),
  adpcm('IMA ADPCM with blocks of 0 samples', 17, 256, 0, refused(/0 samples in a block/)),
  adpcm('IMA ADPCM with more samples than fit', 17, 256, 65_535, refused(/65535 samples in a block of 256/)),
  adpcm('IMA ADPCM in one block, larger than the file', 17, 65_532, 505, refused(/holds no audio\./)),
  adpcm('MS ADPCM without coefficients', 2, 256, 500, refused(/could not be decoded as wav\/ms-adpcm/)),
  {
    ...{ name: 'GSM in two channels', fate: refused(/2 channels of GSM/) },
    make: ofFacts({ formatTag: 49, channels: 2, bitsPerSample: 0, blockBytes: 65 }),
  },
  {
    ...{ name: 'GSM in blocks of 1 byte', fate: converts(246 * 320, { warning: /last 10 bytes/ }) },
    make: ofFacts({ formatTag: 49, bitsPerSample: 0, blockBytes: 1 }),
  },
];

export const lyingWavs: readonly HandMade[] = [...lengths, ...facts, ...shapes, ...blocks];
