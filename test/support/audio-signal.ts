// Sounds for tests, the same every time: something like a voice, with words, pauses and breath.

/** A small generator of even numbers in [0, 1) (mulberry32): tests must not depend on chance. */
export function seededNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Between -1 and 1: a wandering pitch with overtones, in words of a third of a second, and a little noise. */
export function speechLike(seconds: number, sampleRateHz: number, seed = 1): Float64Array {
  const noise = seededNoise(seed);
  const samples = new Float64Array(Math.round(seconds * sampleRateHz));
  let phase = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const time = index / sampleRateHz;
    phase += (2 * Math.PI * (120 + 30 * Math.sin(2 * Math.PI * 0.7 * time))) / sampleRateHz;
    const loudness = Math.max(0, Math.sin(2 * Math.PI * 1.5 * time));
    const voice = [1, 0.6, 0.4, 0.25, 0.1].reduce(
      (sum, part, over) => sum + part * Math.sin(phase * (over + 1)),
      0,
    );
    samples[index] = 0.3 * loudness * voice + 0.01 * (noise() - 0.5);
  }
  return samples;
}

/** 16-bit little-endian samples; several signals become interleaved channels. */
export function toPcm16(...channels: readonly Float64Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const bytes = Buffer.alloc(frames * channels.length * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    for (const [channel, samples] of channels.entries()) {
      bytes.writeInt16LE(Math.round((samples[frame] ?? 0) * 32767), (frame * channels.length + channel) * 2);
    }
  }
  return bytes;
}
