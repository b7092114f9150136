// Good recordings broken off within each of their structures: what is left is converted for what it is, or refused.
import { wavFile } from '../support/audio-wav.ts';
import { converts, type Fate, type HandMade, type Kit, refused, second } from './hand-made.ts';

const wav = (name: string, bytes: number, fate: Fate): HandMade => ({
  ...{ name: `WAV, ${name}`, make: wavFile(second).subarray(0, bytes), fate },
});
const cut = (name: string, format: string, where: number | ((kit: Kit) => number), fate: Fate): HandMade => ({
  ...{ name, fate },
  make: (kit) => kit.good(format).bytes.subarray(0, typeof where === 'number' ? where : where(kit)),
});

/** Ogg files start with a page of one packet each: 28 bytes of head, then Vorbis' 30 bytes. */
const oggHead = 28;

export const cutShort: readonly HandMade[] = [
  wav('within RIFF', 2, refused(/is a text/)),
  wav('within the length of RIFF', 6, refused(/a RIFF file that is no WAV/)),
  wav('behind WAVE', 12, refused(/no audio data/)),
  wav('within the head of its format', 18, refused(/no audio data/)),
  wav('within its format', 30, refused(/no audio data/)),
  wav('within the head of its data', 42, refused(/no audio data/)),
  wav('before its first sample', 44, refused(/holds no audio\./)),
  wav('within its first sample', 45, refused(/holds no audio\./)),
  wav('behind its first sample', 46, converts(1, { warning: /promises 16000 bytes/ })),
  cut('Ogg, within its magic', 'ogg/vorbis', 3, refused(/is a text/)),
  cut('Ogg, within its first page head', 'ogg/vorbis', 10, refused(/broken at its start/)),
  cut('Ogg, within its table of segments', 'ogg/vorbis', 27, refused(/broken at its start/)),
  cut('Ogg, within its first packet', 'ogg/vorbis', oggHead + 8, refused(/broken at its start/)),
  cut(
    'Ogg, behind its first page',
    'ogg/vorbis',
    oggHead + 30,
    refused(/could not be decoded as ogg\/vorbis/),
  ),
  cut('Opus, behind its heads', 'ogg/opus', (kit) => kit.good('ogg/opus').audio.start, refused(/no audio/)),
  cut('FLAC, within its magic', 'flac', 3, refused(/is a text/)),
  cut('FLAC, within the head of its stream information', 'flac', 6, refused(/stream information/)),
  cut('FLAC, within its stream information', 'flac', 41, refused(/stream information/)),
  cut('FLAC, behind its stream information', 'flac', 42, refused(/could not be decoded as flac/)),
  cut(
    'FLAC, within its first frame',
    'flac',
    (kit) => kit.good('flac').audio.start + 20,
    refused(/flac|samples/),
  ),
  cut('MP3, within its first head', 'mp3', 3, refused(/no known audio format/)),
  cut('MP3, within its first frame', 'mp3', 50, refused(/no known audio format/)),
  cut('MP3, within its second frame', 'mp3', 100, refused(/no known audio format/)),
  cut('AMR, within its magic', 'amr-nb', 4, refused(/is a text/)),
  cut('AMR, behind its magic', 'amr-nb', 6, refused(/holds no audio\./)),
  cut('AMR, within its first frame', 'amr-nb', 12, refused(/holds no audio\./)),
  cut('AMR, within its second frame', 'amr-nb', 25, converts(160, { warning: /last 6 bytes/ })),
  cut('AU, within its magic', 'au/mulaw', 2, refused(/is a text/)),
  cut('AU, within its header', 'au/mulaw', 20, refused(/ends within its header/)),
  cut('AU, within its free text', 'au/mulaw', 26, refused(/holds no audio\./)),
  cut('GSM, less than a frame', 'gsm', 32, refused(/no known audio format/)),
  cut('GSM, three frames', 'gsm', 99, refused(/no known audio format/)),
  cut('GSM, within its sixth frame', 'gsm', 190, converts(800, { warning: /last 25 bytes/ })),
];
