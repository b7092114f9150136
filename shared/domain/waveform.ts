// A recording's outline, small enough for its item in the table: drawn where the recording is shown.

/** Points per channel, at most. */
export const maxPeaks = 256;
const maxRows = 2;

/**
 * Grows with the recording and keeps its size: each point stands for as many frames as the next, a power of two, and when all points are
 * taken each two become one. So the outline follows from the samples alone, however they came in.
 */
export class Waveform {
  readonly #rows: readonly Uint16Array[];
  #framesPerPoint = 1;
  /** The point that is being filled, and how many frames it still lacks. */
  #point = -1;
  #framesLeft = 0;

  /** @param channels of more than two, every second one falls into the same row. */
  constructor(channels: number) {
    this.#rows = Array.from({ length: Math.min(channels, maxRows) }, () => new Uint16Array(maxPeaks));
  }

  /** How many frames may be told of before the next call of `next`. */
  next(): number {
    if (this.#framesLeft > 0) return this.#framesLeft;
    this.#point += 1;
    if (this.#point === maxPeaks) {
      for (const row of this.#rows) mergePairs(row);
      this.#point /= 2;
      this.#framesPerPoint *= 2;
    }
    this.#framesLeft = this.#framesPerPoint;
    return this.#framesLeft;
  }

  /** @param peak the loudest of these frames, without its sign: 0 to 32768. */
  raise(channel: number, peak: number): void {
    const row = this.#rows[channel % maxRows];
    if (row && peak > (row[this.#point] ?? 0)) row[this.#point] = peak;
  }

  advance(frames: number): void {
    this.#framesLeft -= frames;
  }

  /** A row per channel, 0 to 255. */
  peaks(): Uint8Array<ArrayBuffer>[] {
    return this.#rows.map((row) =>
      Uint8Array.from(row.subarray(0, this.#point + 1), (peak) => Math.min(255, peak >> 7)),
    );
  }
}

function mergePairs(row: Uint16Array): void {
  const half = row.length / 2;
  for (let point = 0; point < half; point += 1) {
    row[point] = Math.max(row[point * 2] ?? 0, row[point * 2 + 1] ?? 0);
  }
  row.fill(0, half);
}
