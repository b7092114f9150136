// Says what a recording is by its bytes alone. Its name and its media type are never asked: PBXs get both wrong.
import { type AudioSource, conversionFailed, type SniffedAudio } from './audio-format.ts';
import { isText, refusalHeadBytes, refuseFormat } from './refused-format.ts';
import { sniffAmr } from './sniff-amr.ts';
import { sniffAu } from './sniff-au.ts';
import { sniffFlac } from './sniff-flac.ts';
import { sniffGsm } from './sniff-gsm.ts';
import { sniffMp3 } from './sniff-mp3.ts';
import { sniffOgg } from './sniff-ogg.ts';
import { sniffWav } from './sniff-wav.ts';
import { VoxgateError } from './voxgate-error.ts';

/** Formats that say who they are in their first bytes. */
const signed: readonly { magic: RegExp; sniff(source: AudioSource): Promise<SniffedAudio> }[] = [
  { magic: /^(RIFF|RF64|BW64)[\s\S]{4}WAVE/, sniff: sniffWav },
  { magic: /^OggS/, sniff: sniffOgg },
  { magic: /^fLaC/, sniff: sniffFlac },
  { magic: /^#!AMR/, sniff: sniffAmr },
  { magic: /^\.snd/, sniff: sniffAu },
];
/** Formats that show only in how their frames follow one another. */
const unsigned: readonly ((source: AudioSource) => Promise<SniffedAudio | undefined>)[] = [
  sniffMp3,
  sniffGsm,
];

/**
 * Reads headers, and where the length of the audio shows only so, every frame.
 * @throws VoxgateError `DOWNLOAD_FAILED` for an empty file or a web page; `CONVERSION_FAILED` for anything else that is no
 * recording we convert, with a reason fit for the caller.
 */
export async function sniffAudio(source: AudioSource): Promise<SniffedAudio> {
  if (source.sizeBytes === 0) throw new VoxgateError('DOWNLOAD_FAILED', 'The download is empty.');
  const head = await source.read(0, refusalHeadBytes);
  const opening = head.toString('latin1', 0, 16);
  const own = signed.find(({ magic }) => magic.test(opening));
  if (own) return own.sniff(source);
  refuseFormat(head);
  for (const sniff of unsigned) {
    const found = await sniff(source);
    if (found) return found;
  }
  throw conversionFailed(
    isText(head)
      ? 'The recording is a text, not audio.'
      : `The recording is in no known audio format; it starts with the bytes ${head.toString('hex', 0, 8)}.`,
  );
}
