// Makes a whole row of frames out of damaged GSM: the sniffer walks it to count, and what sox is fed comes from the very same walk.
import { bridgeGsmFrame, countGsmSigned, gsmFrameBytes, gsmSilence, isGsmSigned } from './gsm-frame.ts';

/** So many signatures in a row are where the stream goes on: chance bytes look like that once in 16 million places. */
const runFrames = 6;
/** Frames that are much the same, as in silence, look like a run in several places: where the stream goes on in step shows by and by. */
const window = 256;
/** A wound up to this long, 40 s, is searched for single sound frames; of a longer one nothing is kept but its length. */
const maxKeptBytes = 2000 * gsmFrameBytes;
const silentBlock = Buffer.concat(Array.from({ length: 1000 }, () => gsmSilence));

export interface GsmTally {
  readonly soundFrames: number;
  /** Put in the place of broken ones. */
  readonly bridgedFrames: number;
  /** Which of all frames given was the first of them. */
  readonly firstBridged: number;
  /** Where the stream went on out of step, since bytes were lost or came in. */
  readonly tears: number;
  /** What was left out there. */
  readonly tornBytes: number;
  readonly firstTorn: number;
  /** What was left out at the end. */
  readonly tailBytes: number;
}

/**
 * Frames that are broken in their place are bridged, so that the recording keeps its time. Where it goes on out of step, the frame that
 * was hit is bridged and all until then left out: that bytes were lost there, or came in, is known, but not how many frames went with them.
 * Once in 16 times a tear shows a frame late, when the byte where the signature was due looks like one.
 * What is given depends on the bytes alone, not on the pieces they come in; memory does not grow with the damage.
 */
export class GsmMender {
  /** What was not given yet, from a boundary of frames on: the frame before a wound is among it, for bytes may be missing there. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the next signature is due. */
  #due = 0;
  /** While a wound is open: the next place where the stream may go on. */
  #seek: number | undefined;
  /** Whole frames' worth of an open wound that is no longer kept. */
  #forgottenBytes = 0;
  #lastSound: Buffer | undefined;
  #lostInRow = 0;
  readonly #tally = {
    soundFrames: 0,
    bridgedFrames: 0,
    firstBridged: 0,
    tears: 0,
    tornBytes: 0,
    firstTorn: 0,
    tailBytes: 0,
  };

  get tally(): GsmTally {
    return this.#tally;
  }

  *take(piece: Buffer): Generator<Buffer> {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    yield* this.#walk(false);
    yield* this.#giveSettled();
    this.#forget();
  }

  *end(): Generator<Buffer> {
    yield* this.#walk(true);
    yield* this.#give(this.#bytes.subarray(0, this.#due));
    const rest = this.#bytes.subarray(this.#due);
    const frames = Math.floor(rest.length / gsmFrameBytes);
    const isMostlySound = countGsmSigned(rest, 0, frames) * 2 >= frames;
    // A wound at the very end is bridged like every other; what is longer is rather something else that was hung on.
    const isKept = !this.#isLong(rest.length) && (frames <= runFrames || isMostlySound);
    const keptBytes = isKept ? frames * gsmFrameBytes : 0;
    yield* this.#giveEach(rest.subarray(0, keptBytes));
    this.#tally.tailBytes = this.#forgottenBytes + rest.length - keptBytes;
  }

  *#walk(isEnd: boolean): Generator<Buffer> {
    for (;;) {
      if (this.#seek === undefined) {
        while (this.#due + gsmFrameBytes <= this.#bytes.length && isGsmSigned(this.#bytes, this.#due)) {
          this.#due += gsmFrameBytes;
        }
        if (this.#due + gsmFrameBytes > this.#bytes.length) return;
        this.#seek = this.#due === 0 ? 1 : this.#due - gsmFrameBytes + 1;
      }
      const found = this.#findRun(this.#seek, isEnd);
      if (found === undefined) return;
      yield* this.#closeWound(found);
    }
  }

  /** Gives where the stream goes on, in step or out of it. */
  #findRun(from: number, isEnd: boolean): number | undefined {
    const bytes = this.#bytes;
    for (let at = from; ; at += 1) {
      this.#seek = at;
      if (at + runFrames * gsmFrameBytes > bytes.length) return undefined;
      if (!isGsmSigned(bytes, at) || countGsmSigned(bytes, at, runFrames) < runFrames) continue;
      const inStep = this.#due + Math.ceil((at - this.#due) / gsmFrameBytes) * gsmFrameBytes;
      if (inStep === at) return at;
      if (!isEnd && inStep + window * gsmFrameBytes > bytes.length) return undefined;
      const seen = countGsmSigned(bytes, inStep, window);
      if (seen * 2 < countGsmSigned(bytes, at, window)) return at;
      for (let next = inStep; ; next += gsmFrameBytes) if (isGsmSigned(bytes, next)) return next;
    }
  }

  *#closeWound(end: number): Generator<Buffer> {
    const bytes = this.#bytes;
    const due = this.#due;
    const isInStep = (end - due) % gsmFrameBytes === 0;
    const start = isInStep ? due : Math.max(0, due - gsmFrameBytes);
    yield* this.#give(bytes.subarray(0, start));
    if (!isInStep) {
      if (this.#tally.tears === 0) this.#tally.firstTorn = this.#givenFrames;
      this.#tally.tears += 1;
      this.#tally.tornBytes += this.#forgottenBytes + end - start;
      if (start < due) yield* this.#bridge(1);
    } else if (this.#isLong(end - due)) {
      yield* this.#bridge((this.#forgottenBytes + end - due) / gsmFrameBytes);
    } else {
      yield* this.#giveEach(bytes.subarray(due, end));
    }
    this.#bytes = bytes.subarray(end);
    this.#due = 0;
    this.#seek = undefined;
    this.#forgottenBytes = 0;
  }

  #isLong(keptBytes: number): boolean {
    return this.#forgottenBytes + keptBytes > maxKeptBytes;
  }

  /** All that no later byte can change: all sound frames but the last. */
  *#giveSettled(): Generator<Buffer> {
    const settled = Math.max(0, this.#due - gsmFrameBytes);
    yield* this.#give(this.#bytes.subarray(0, settled));
    this.#bytes = this.#bytes.subarray(settled);
    this.#due -= settled;
    if (this.#seek !== undefined) this.#seek -= settled;
  }

  #forget(): void {
    if (this.#seek === undefined || !this.#isLong(this.#seek - this.#due)) return;
    const end = this.#seek - ((this.#seek - this.#due) % gsmFrameBytes);
    this.#forgottenBytes += end - this.#due;
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.#due), this.#bytes.subarray(end)]);
    this.#seek -= end - this.#due;
  }

  *#give(frames: Buffer): Generator<Buffer> {
    if (frames.length === 0) return;
    this.#tally.soundFrames += frames.length / gsmFrameBytes;
    this.#lastSound = frames.subarray(-gsmFrameBytes);
    this.#lostInRow = 0;
    yield frames;
  }

  *#giveEach(frames: Buffer): Generator<Buffer> {
    for (let at = 0; at < frames.length; at += gsmFrameBytes) {
      if (isGsmSigned(frames, at)) yield* this.#give(frames.subarray(at, at + gsmFrameBytes));
      else yield* this.#bridge(1);
    }
  }

  *#bridge(count: number): Generator<Buffer> {
    if (this.#tally.bridgedFrames === 0) this.#tally.firstBridged = this.#givenFrames;
    this.#tally.bridgedFrames += count;
    for (let left = count; left > 0; ) {
      const frame = bridgeGsmFrame(this.#lastSound, this.#lostInRow);
      const block = frame === gsmSilence ? silentBlock.subarray(0, left * gsmFrameBytes) : frame;
      const frames = block.length / gsmFrameBytes;
      this.#lostInRow += frames;
      left -= frames;
      yield block;
    }
  }

  get #givenFrames(): number {
    return this.#tally.soundFrames + this.#tally.bridgedFrames;
  }
}

/** The stream that is fed to sox. */
export async function* mendGsm(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const mender = new GsmMender();
  for await (const piece of pieces) yield* mender.take(piece);
  yield* mender.end();
}
