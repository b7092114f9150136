// Beneath the proof's recordings: what sox can read but not write.
import { oggFile } from '../../support/audio-ogg.ts';
import { seededNoise } from '../../support/audio-signal.ts';

/** Opus by its first byte (RFC 6716, section 3.1): both of its codecs, in packets of 20 ms for one channel. */
export const opusModes = { silkWideband: 0x48, celtFullband: 0xf8 } as const;

/** Opus gives every packet a meaning: from noise its decoder makes noise, and the same on every machine. */
export function opusNoise(mode: number, seconds: number): Buffer {
  const noise = noiseBytes(1);
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0);
  head[8] = 1;
  head[9] = 1;
  head.writeUInt32LE(8000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  const packets = Array.from({ length: seconds * 50 }, (_, index) => ({
    packet: Buffer.from([mode, ...noise(40)]),
    granule: (index + 1) * 960,
  }));
  return oggFile([{ packet: head, granule: 0 }, { packet: tags, granule: 0 }, ...packets]);
}

/** Speech frames of 6.6 kbit/s with noise inside (RFC 4867, section 5.3): 132 bits for 20 ms. */
export function amrWbNoise(seconds: number): Buffer {
  const noise = noiseBytes(5);
  const frames = Array.from({ length: seconds * 50 }, () => Buffer.from([0x04, ...noise(17)]));
  return Buffer.concat([Buffer.from('#!AMR-WB\n'), ...frames]);
}

function noiseBytes(seed: number): (length: number) => number[] {
  const noise = seededNoise(seed);
  return (length) => Array.from({ length }, () => Math.floor(noise() * 256));
}
