// Reads the header of Sun's AU: six big-endian words and a free text (https://pubs.opengroup.org/external/auformat.html).
import {
  type AudioSource,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

const encodings: Readonly<Record<number, { name: string; soxName: string; bits: number }>> = {
  1: { name: 'mulaw', soxName: 'mu-law', bits: 8 },
  2: { name: 'pcm8', soxName: 'signed-integer', bits: 8 },
  3: { name: 'pcm16', soxName: 'signed-integer', bits: 16 },
  4: { name: 'pcm24', soxName: 'signed-integer', bits: 24 },
  5: { name: 'pcm32', soxName: 'signed-integer', bits: 32 },
  6: { name: 'float32', soxName: 'floating-point', bits: 32 },
  7: { name: 'float64', soxName: 'floating-point', bits: 64 },
  27: { name: 'alaw', soxName: 'a-law', bits: 8 },
};
const unknownLength = 0xffffffff;

/** @throws VoxgateError `CONVERSION_FAILED` with what is wrong or unsupported. */
export async function sniffAu(source: AudioSource): Promise<SniffedAudio> {
  const header = await source.read(0, 24);
  if (header.length < 24) throw conversionFailed('The AU file ends within its header.');
  const word = (index: number): number => header.readUInt32BE(index * 4);
  const [offset, claimed, number, sampleRateHz, channels] = [word(1), word(2), word(3), word(4), word(5)];
  if (offset < header.length)
    throw conversionFailed('The AU file says that its audio starts within its header.');
  const encoding = encodings[number];
  if (!encoding) throw conversionFailed(`The AU file uses encoding ${number}, which cannot be converted.`);
  const { name, soxName, bits } = encoding;
  const present = Math.max(0, source.sizeBytes - offset);
  const frameBytes = channels * (bits / 8);
  const frames = frameBytes > 0 ? Math.floor(present / frameBytes) : 0;
  const shape = ['-r', `${sampleRateHz}`, '-c', `${channels}`, '-e', soxName, '-b', `${bits}`, '-B'];
  return {
    sourceFormat: `au/${name}`,
    sampleRateHz,
    channels,
    frames: exactly(frames),
    payload: { offset, bytes: frames * frameBytes },
    decoding: soxDecoding(['-t', 'raw', ...shape]),
    warnings: describeLies(claimed, present, present - frames * frameBytes),
  };
}

/** Nothing but audio comes behind the header, so what is there counts, as in a WAV. */
function describeLies(claimed: number, present: number, leftBytes: number): string[] {
  const lines: string[] = [];
  if (claimed !== unknownLength && claimed > present) {
    lines.push(`The AU header promises ${claimed} bytes of audio; the file ends after ${present}.`);
  }
  // A recorder that was interrupted leaves 0.
  if (claimed > 0 && claimed < present) {
    lines.push(`The AU header counts ${claimed} bytes of audio; the file holds ${present}.`);
  }
  if (leftBytes > 0) lines.push(`The last ${leftBytes} bytes are no whole sample and were left out.`);
  return lines;
}
