// The vendor's part that the proof plays itself: each upload it awaits gets a result, with the canary of whose it is.
import type { VendorRequest } from '../../../infra/local/outside/vendor/request-log.ts';
import { happens, pick } from '../fuzz/pick.ts';
import { sendCall } from '../fuzz/send-call.ts';
import { transcriptOf } from './submit-operations.ts';
import type { World } from './world.ts';

const webhookPath = '/voiceTranscription/voiceTranscriptionWebhook.php';

export interface ResultBringer {
  /** Brings what has come up since. @returns how many uploads it answered */
  bring(): Promise<number>;
}

const resultOf = (world: World, upload: VendorRequest): Record<string, unknown> | undefined => {
  const owner = world.tenants.find(({ vendorSource }) => vendorSource === upload.fields.audioSource);
  if (!owner) return undefined;
  return { audioID: upload.audioID, transcription: transcriptOf(owner, world), language: 'en', duration: 1 };
};

const post = async (world: World, path: string, results: readonly unknown[]): Promise<void> => {
  const body = Buffer.from(JSON.stringify({ success: true, message: 'done', results }));
  const headers = { 'content-type': 'application/json' };
  const answer = await sendCall(world.stack.baseUrl, world.agent, { method: 'POST', path, headers, body });
  if (answer.status !== 200) world.evidence.breach('broken', `webhook: ${answer.status} ${answer.text}`);
};

const isAwaited = (world: World, { audioID, outcome, audio }: VendorRequest): boolean =>
  audioID !== undefined &&
  outcome !== 'pending' &&
  audio !== undefined &&
  (world.awaitsPump.has(audioID) || world.sharedAudioIds.includes(audioID));

/** The results of several sources in one body, now and then: each source may see its own alone. */
const inBatches = <Item>(items: readonly Item[], size: () => number): readonly Item[][] => {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; ) {
    const count = size();
    batches.push(items.slice(at, at + count));
    at += count;
  }
  return batches;
};

const bringTo = async (world: World, uploads: readonly VendorRequest[]): Promise<void> => {
  const { random } = world;
  const path = (upload: VendorRequest) =>
    upload.fields.callbackUrl === undefined
      ? webhookPath
      : webhookPath + new URL(upload.fields.callbackUrl).search;
  const own = uploads.filter(({ fields }) => fields.callbackUrl !== undefined);
  for (const upload of own) await post(world, path(upload), [resultOf(world, upload)]);
  const bare = uploads.filter((upload) => !own.includes(upload));
  for (const batch of inBatches(bare, () => pick(random, [1, 1, 2, 4]))) {
    const results = batch.map((upload) => resultOf(world, upload)).filter((result) => result !== undefined);
    const copies = happens(random, 0.15) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) await post(world, webhookPath, results);
  }
};

export const resultBringer = (world: World): ResultBringer => {
  const seen = new Set<VendorRequest>();
  return {
    bring: async () => {
      const fresh = world.stack.vendor.requests().filter((one) => !seen.has(one) && isAwaited(world, one));
      for (const upload of fresh) seen.add(upload);
      await bringTo(world, fresh);
      return fresh.length;
    },
  };
};
