// How samples of a fixed size come out as 16-bit PCM: arithmetic from the standards, which owes nothing to sox.

export type ToPcm16 = (audio: Buffer) => Buffer;

/** @param read gives the sample that starts at an offset, as a 16-bit number */
const eachSample =
  (bytes: number, read: (audio: Buffer, offset: number) => number): ToPcm16 =>
  (audio) => {
    const count = Math.floor(audio.length / bytes);
    const pcm = Buffer.alloc(count * 2);
    for (let index = 0; index < count; index += 1) pcm.writeInt16LE(read(audio, index * bytes), index * 2);
    return pcm;
  };

/** Rounds half up; what would round past the largest number stays there. */
const rounded = (value: number, dropBits: number): number =>
  Math.min(32_767, Math.floor((value + 2 ** (dropBits - 1)) / 2 ** dropBits));

/** G.711, table 2a: 13 bits, the even ones inverted. */
function alaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** G.711, table 2b: 14 bits, all inverted, with a bias of 132. */
function mulaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -magnitude : magnitude;
}

export const plainSamples = {
  unsigned8: eachSample(1, (audio, at) => (audio.readUInt8(at) - 128) * 256),
  little16: eachSample(2, (audio, at) => audio.readInt16LE(at)),
  big16: eachSample(2, (audio, at) => audio.readInt16BE(at)),
  little24: eachSample(3, (audio, at) => rounded(audio.readIntLE(at, 3), 8)),
  little32: eachSample(4, (audio, at) => rounded(audio.readInt32LE(at), 16)),
  alaw: eachSample(1, (audio, at) => alaw(audio.readUInt8(at))),
  mulaw: eachSample(1, (audio, at) => mulaw(audio.readUInt8(at))),
} as const satisfies Record<string, ToPcm16>;
