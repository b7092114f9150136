// The world outside, scripted: a vendor, audio and a receiver that answer what the test queued, and count who asked.
import { Readable } from 'node:stream';
import type { VendorReply } from '../../shared/domain/vendor-reply.ts';
import { classifyVendorReply } from '../../shared/domain/vendor-reply.ts';
import type {
  Audio,
  ForwardReply,
  PreparedAudio,
  Receiver,
  Vendor,
  VendorUpload,
  Wav,
} from '../../shared/use-cases/ports.ts';
import { audioFacts } from './make-recording.ts';

/** Answers from a queue; when it is empty, with what is usual. A function may act before it answers. */
class Script<Asked, Answer> {
  readonly asked: Asked[] = [];
  readonly #answers: ((asked: Asked) => Answer | Promise<Answer>)[] = [];
  usually: (asked: Asked) => Answer | Promise<Answer>;

  constructor(usually: (asked: Asked) => Answer | Promise<Answer>) {
    this.usually = usually;
  }

  next(...answers: readonly (Answer | ((asked: Asked) => Answer | Promise<Answer>))[]): void {
    for (const answer of answers) {
      this.#answers.push(
        typeof answer === 'function' ? (answer as (asked: Asked) => Answer | Promise<Answer>) : () => answer,
      );
    }
  }

  /** The next call never ends, as when its function is killed. @returns what is fulfilled when it has begun */
  hang(): Promise<void> {
    return new Promise((begun) => {
      this.#answers.push(() => {
        begun();
        return new Promise(() => undefined);
      });
    });
  }

  async answer(asked: Asked): Promise<Answer> {
    this.asked.push(asked);
    return (this.#answers.shift() ?? this.usually)(asked);
  }
}

/** Acknowledges, unless told otherwise. */
export class ScriptedVendor implements Vendor {
  takesCallbackUrl = false;
  readonly script = new Script<VendorUpload, VendorReply>(() => ({ kind: 'acknowledged' }));

  submit(upload: VendorUpload): Promise<VendorReply> {
    return this.script.answer(upload);
  }

  get uploads(): readonly VendorUpload[] {
    return this.script.asked;
  }

  /** The next uploads are answered with this body and status. */
  nextAnswers(...bodies: readonly { readonly status?: number; readonly body: unknown }[]): void {
    for (const { status = 200, body } of bodies) {
      this.script.next((upload) => classifyVendorReply(status, JSON.stringify(body), upload.audioId));
    }
  }
}

interface Preparation {
  readonly voicefileUrl: string;
  readonly wavKey: string;
}

const wav: Wav = { sizeBytes: audioFacts.wavBytes, open: async () => Readable.from([Buffer.from('RIFF')]) };

/** Every recording is fine, unless told otherwise. */
export class ScriptedAudio implements Audio {
  /** Prepared, and not disposed of. */
  open = 0;
  /** Keys of WAVs that were read back from the bucket. */
  readonly readBack: string[] = [];
  readonly script = new Script<Preparation, typeof audioFacts>(() => audioFacts);

  async prepare(preparation: Preparation): Promise<PreparedAudio> {
    const facts = await this.script.answer(preparation);
    this.open += 1;
    return {
      facts,
      wav,
      dispose: async () => {
        this.open -= 1;
      },
    };
  }

  stored(wavKey: string, sizeBytes: number): Wav {
    this.readBack.push(wavKey);
    return { ...wav, sizeBytes };
  }
}

type Posted = Parameters<Receiver['post']>[0];

export const answered = (statusCode: number, body = '', retryAfterSeconds?: number): ForwardReply => ({
  kind: 'answered',
  statusCode,
  body,
  durationMs: 12,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** Takes everything with 200, unless told otherwise. */
export class ScriptedReceiver implements Receiver {
  readonly script = new Script<Posted, ForwardReply>(() => answered(200, 'OK'));

  post(request: Posted): Promise<ForwardReply> {
    return this.script.answer(request);
  }

  get posts(): readonly Posted[] {
    return this.script.asked;
  }
}
