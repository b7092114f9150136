// Compressed recordings and AU whose headers lie, that hold another codec, or that change their minds half way.
import { oggFile, opusFile, sealOggPages } from '../support/audio-ogg.ts';
import { seededNoise } from '../support/audio-signal.ts';
import { converts, type Fate, type HandMade, type Kit, refused, withNumber } from './hand-made.ts';

const noise = seededNoise(11);
const packets = (count: number, head = 0x08): Buffer[] =>
  Array.from({ length: count }, () =>
    Buffer.from([head, ...Array.from({ length: 40 }, () => noise() * 256)]),
  );

const oggOf = (name: string, packet: string, fate: Fate): HandMade => ({
  ...{ name, make: oggFile([{ packet: Buffer.from(packet, 'latin1'), granule: 0 }]), fate },
});
const vorbis = (offset: number, width: number, value: number) => (kit: Kit) =>
  sealOggPages(withNumber(kit.good('ogg/vorbis').bytes, 28 + offset, width, value));
const differing = refused(/streams of different kinds/);
const undecoded = refused(/could not be decoded as ogg\/vorbis/);

const ogg: readonly HandMade[] = [
  oggOf('FLAC in Ogg', '\x7fFLAC\x01\0\0\x02fLaC', refused(/FLAC in Ogg/)),
  oggOf('Speex in Ogg', 'Speex   1.2', refused(/Speex/)),
  oggOf('Theora in Ogg', '\x80theora\x03\x02\x01', refused(/Theora video/)),
  oggOf('something in Ogg', 'fishead\0\x03\0', refused(/an unknown codec/)),
  { name: 'Vorbis with a rate of 0', make: vorbis(12, 4, 0), fate: refused(/rate of 0 Hz/) },
  { name: 'Vorbis with a rate of 4 GHz', make: vorbis(12, 4, 0xffffffff), fate: refused(/4294967295 Hz/) },
  { name: 'Vorbis with 0 channels', make: vorbis(11, 1, 0), fate: refused(/0 channels/) },
  { name: 'Vorbis with 255 channels', make: vorbis(11, 1, 255), fate: refused(/255 channels/) },
  { name: 'Vorbis with blocks of no size', make: vorbis(28, 1, 0), fate: undecoded },
  { name: 'Opus with 0 channels', make: opusFile(packets(50), { channels: 0 }), fate: refused(/0 channels/) },
  {
    ...{ name: 'Opus with 255 channels', fate: refused(/255 channels/) },
    make: opusFile(packets(50), { channels: 255 }),
  },
  {
    ...{ name: 'Opus that skips more than it holds', fate: refused(/no audio/) },
    make: opusFile(packets(10), { preSkip: 65_535 }),
  },
  {
    ...{ name: 'two Opus streams in a chain, of the same kind', fate: converts(32_000) },
    make: Buffer.concat([opusFile(packets(50)), opusFile(packets(50), { serial: 7 })]),
  },
  {
    ...{ name: 'two Opus streams in a chain, one without its end', fate: converts(16_000) },
    make: Buffer.concat([opusFile(packets(50)), opusFile(packets(50), { serial: 7 }).subarray(0, 150)]),
  },
  {
    ...{ name: 'two thousand Opus streams in a chain', fate: refused(/more than 1000 streams/) },
    make: Buffer.concat(Array.from({ length: 2000 }, (_, serial) => opusFile(packets(1), { serial }))),
  },
  {
    ...{ name: 'two Opus streams in a chain, mono and stereo', fate: differing },
    make: Buffer.concat([opusFile(packets(50)), opusFile(packets(50, 0x0c), { channels: 2, serial: 7 })]),
  },
  {
    ...{ name: 'two Vorbis streams in a chain, of the same kind', fate: converts(48_000) },
    make: ({ good }) => {
      const { bytes } = good('ogg/vorbis');
      return Buffer.concat([bytes, sealOggPages(Buffer.from(bytes), 7)]);
    },
  },
  {
    ...{ name: 'two Vorbis streams in a chain, of different shape', fate: differing },
    make: async ({ bench, good }) => {
      const wav = good('wav/pcm16').bytes;
      const mono = sealOggPages(await bench.audio.encode(wav, ['-t', 'vorbis']), 7);
      return Buffer.concat([good('ogg/vorbis').bytes, mono]);
    },
  },
];

const flac = (offset: number, width: number, value: number) => (kit: Kit) =>
  withNumber(kit.good('flac').bytes, offset, width, value, 'BE');

const flacs: readonly HandMade[] = [
  { name: 'FLAC that does not say how long it is', make: flac(22, 4, 0), fate: converts(4800) },
  {
    name: 'FLAC that says it is longer',
    make: flac(22, 4, 9600),
    fate: refused(/only 4800 of 9600 samples/),
  },
  {
    name: 'FLAC that says it is shorter',
    make: flac(22, 4, 100),
    fate: refused(/4800 samples were decoded where 100 were/),
  },
  { name: 'FLAC with a rate of 0', make: flac(18, 2, 0), fate: refused(/rate of \d+ Hz/) },
  { name: 'FLAC with a rate of 1 MHz', make: flac(18, 2, 0xf423), fate: refused(/rate of \d+ Hz/) },
  { name: 'FLAC in 8 channels that has 2', make: flac(20, 1, 0x0e), fate: refused(/could not be decoded/) },
  {
    name: 'FLAC with a block of 16 MB behind its head',
    make: flac(43, 3, 0xffffff),
    fate: refused(/could not/),
  },
  {
    ...{ name: 'FLAC with a command as its comment', fate: converts(4800) },
    make: ({ bench, good }) => {
      const title = `TITLE=|touch ${bench.canary}`;
      return bench.audio.encode(good('wav/pcm8').bytes, ['--comment', title, '-t', 'flac']);
    },
  },
];

const id3 = (length: readonly number[], body: string): Buffer =>
  Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, ...length]), Buffer.from(body)]);

const mp3s: readonly HandMade[] = [
  {
    ...{ name: 'MP3 behind a tag that claims 256 MB', fate: refused(/no known audio format/) },
    make: ({ good }) => Buffer.concat([id3([127, 127, 127, 127], ''), good('mp3').bytes]),
  },
  {
    ...{ name: 'MP3 behind a tag with a command', fate: converts(16_704, { format: 'mp3' }) },
    make: ({ bench, good }) => {
      const title = `TIT2\0\0\0\x50\0\0\0|touch ${bench.canary}`.padEnd(100);
      return Buffer.concat([id3([0, 0, 0, 100], title), good('mp3').bytes]);
    },
  },
  {
    ...{ name: 'MP3 of frames whose length is unsaid', fate: refused(/no known audio format/) },
    make: Buffer.concat(Array(50).fill(Buffer.from([0xff, 0xfb, 0x00, 0xc4, ...Buffer.alloc(413)]))),
  },
  {
    ...{
      name: 'nothing but tears between chains of frames',
      fate: converts(5760, { warning: /were left out/ }),
    },
    make: Buffer.concat(
      Array(20).fill(
        Buffer.concat([
          ...Array(3).fill(Buffer.from([0xff, 0xfb, 0x90, 0, ...Buffer.alloc(413)])),
          Buffer.alloc(1_000_000, 0xff),
        ]),
      ),
    ),
  },
];

const au = (name: string, offset: number, value: number, fate: Fate): HandMade => ({
  ...{ name, fate, make: (kit) => withNumber(kit.good('au/mulaw').bytes, offset, 4, value, 'BE') },
});

const aus: readonly HandMade[] = [
  au('AU whose audio starts at 0', 4, 0, refused(/starts within its header/)),
  au('AU whose audio starts behind its end', 4, 0xffffffff, refused(/holds no audio\./)),
  au('AU with audio of length 0', 8, 0, converts(4800)),
  au('AU of unknown length', 8, 0xffffffff, converts(4800)),
  au('AU that promises more', 8, 9000, converts(4800, { warning: /promises 9000 bytes/ })),
  au('AU of an encoding of nobody', 12, 0, refused(/uses encoding 0,/)),
  au('AU in G.721', 12, 23, refused(/uses encoding 23,/)),
  au('AU with a rate of 0', 16, 0, refused(/rate of 0 Hz/)),
  au('AU with a rate of 4 GHz', 16, 0xffffffff, refused(/rate of 4294967295 Hz/)),
  au('AU with 0 channels', 20, 0, refused(/0 channels/)),
  au('AU with 65,535 channels', 20, 65_535, refused(/65535 channels/)),
  {
    ...{ name: 'AMR of several channels', fate: refused(/more than one channel/) },
    make: Buffer.from('#!AMR_MC1.0\n\0\0\0\x02'),
  },
];

export const lyingStreams: readonly HandMade[] = [...ogg, ...flacs, ...mp3s, ...aus];
