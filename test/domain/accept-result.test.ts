// What a result does to its recording: the first ends it, analysis enriches it once, the rest is evidence.
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Arrival, acceptResult, isAcceptedAlready } from '../../shared/domain/accept-result.ts';
import { type Recording, recordingSchema } from '../../shared/domain/recording.ts';
import { readVendorBody } from '../../shared/domain/vendor-body.ts';
import { makeRecording } from '../support/make-recording.ts';
import { makeSource, withoutForwardUrl } from '../support/make-source.ts';
import { testStartMs } from '../support/virtual-clock.ts';
import { failureBody, successBody } from '../support/webhook-bodies.ts';

const nowMs = testStartMs + 5000;
const source = makeSource();
const always = makeSource({ forward: 'always' });

const arrival = (body: unknown, changes: Partial<Arrival> = {}): Arrival => {
  const [result] = readVendorBody(JSON.stringify(body))?.results ?? [];
  if (!result) throw new Error('the test needs a body with a result');
  return { result, via: 'webhook', jsonLogName: 'voice_w.json', nowMs, ...changes };
};
const success = arrival(successBody('4430'));
const failure = arrival(failureBody('4430'));
const asAnswer = { via: 'answer', jsonLogName: 'voice_a.json' } as const;

const accept = (recording: Recording, by: Arrival = success, of = source) => {
  const accepted = acceptResult(recording, of, by);
  return accepted && recordingSchema.parse(accepted);
};

describe('the first result', () => {
  test.each(['SUBMITTING', 'SUBMITTED'] as const)('ends a recording that is %s', (state) => {
    const before = makeRecording(state);
    expect(accept(before)).toMatchObject({
      state: 'COMPLETED',
      ver: before.ver + 1,
      endedAt: nowMs,
      outcome: {
        via: 'webhook',
        succeeded: true,
        transcription: 'Hello, how can I help you today...',
        language: 'en',
        durationSeconds: 42.3,
        jsonLogName: 'voice_w.json',
      },
    });
  });

  test('ends a recording that was postponed after an upload', () => {
    expect(accept(makeRecording('STORED', { vendorCalls: 1 }))?.state).toBe('COMPLETED');
  });

  test('keeps the body byte for byte', () => {
    const { bodyGzip } = accept(makeRecording('SUBMITTED'))?.outcome ?? {};
    expect(gunzipSync(bodyGzip ?? '').toString()).toBe(success.result.bodyText);
  });

  test("makes a refused recording failed with the vendor's code, and is forwarded all the same", () => {
    expect(accept(makeRecording('SUBMITTED'), failure)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NO_SPEECH_DETECTED' },
      outcome: { succeeded: false, errorCode: 'NO_SPEECH_DETECTED' },
      deliveries: [{ revision: 1, isAnnounced: false }],
    });
  });

  test('completes what was given up for want of it, and takes the failure away', () => {
    const late = makeRecording('FAILED', { failure: { code: 'NO_RESULT', message: '' } });
    const accepted = accept(late);
    expect(accepted).toMatchObject({ state: 'COMPLETED', deliveries: [{ revision: 1 }] });
    expect(accepted?.failure).toBeUndefined();
  });

  test.each(['DOWNLOAD_FAILED', 'CONVERSION_FAILED', 'VENDOR_UNREACHABLE', 'VENDOR_REJECTED'])(
    'changes nothing on a recording that failed with %s',
    (code) => {
      expect(accept(makeRecording('FAILED', { failure: { code, message: '' } }))).toBeUndefined();
    },
  );

  test.each(['RECEIVED', 'FETCHING', 'STORED', 'COMPLETED'] as const)(
    'changes nothing on a recording that is %s and was not uploaded or has its result',
    (state) => {
      expect(accept(makeRecording(state))).toBeUndefined();
    },
  );
});

describe('what is too large for the item', () => {
  test('a transcript above 32,000 characters is read from its log', () => {
    const long = accept(
      makeRecording('SUBMITTED'),
      arrival(successBody('4430', { transcription: 'x'.repeat(32_001) })),
    );
    expect(long?.outcome).not.toHaveProperty('transcription');
    expect(long?.outcome?.bodyGzip).toBeDefined();
  });

  test('a body that gzip cannot make small stays in its log alone', () => {
    const noise = Array.from({ length: 60_000 }, (_, n) => (n * 2_654_435_761) >>> 0).join(' ');
    const large = accept(makeRecording('SUBMITTED'), arrival(successBody('4430', { transcription: noise })));
    expect(large?.outcome).toMatchObject({ succeeded: true, jsonLogName: 'voice_w.json' });
    expect(large?.outcome).not.toHaveProperty('bodyGzip');
  });
});

describe('what is forwarded', () => {
  const submitted = makeRecording('SUBMITTED');
  const table: [string, Arrival, typeof source, number][] = [
    ['the webhook’s result', success, source, 1],
    ['no synchronous answer', { ...success, ...asAnswer }, source, 0],
    ['a synchronous answer where the source wants all', { ...success, ...asAnswer }, always, 1],
    ['a synchronous refusal where the source wants all', { ...failure, ...asAnswer }, always, 1],
    ['nothing without a forward URL', success, withoutForwardUrl(source), 0],
    ['nothing without a forward URL, whatever the source wants', success, withoutForwardUrl(always), 0],
  ];
  test.each(table)('%s', (_, by, of, count) => {
    const accepted = accept(submitted, by, of);
    expect(accepted?.deliveries).toHaveLength(count);
    // What is owed keeps the recording due until it stands in the ledger.
    expect(accepted?.dueAt).toBe(count === 0 ? undefined : nowMs);
  });

  test('nothing when the source is gone', () => {
    expect(acceptResult(submitted, undefined, success)).toMatchObject({ state: 'COMPLETED', deliveries: [] });
  });

  test('under one id, whoever accepts it', () => {
    expect(accept(submitted)?.deliveries).toEqual(accept(submitted)?.deliveries);
    expect(accept(submitted)?.deliveries[0]?.id).toBe(`dlv_${submitted.id.slice(4)}_${submitted.nonce}_1_1`);
  });

  test('a new attempt has new ids, from revision 1 on', () => {
    const first = accept(submitted);
    if (!first) throw new Error('not accepted');
    const again = makeRecording('SUBMITTED', { attempt: 2, deliveries: first.deliveries });
    expect(accept(again)?.deliveries.map(({ id, revision }) => [id.slice(-4), revision])).toEqual([
      ['_1_1', 1],
      ['_2_1', 1],
    ]);
  });

  test('attempt 1 and attempt 11 do not count each other’s revisions', () => {
    const eleventh = makeRecording('SUBMITTED', { attempt: 11 });
    const { deliveries } = accept(eleventh) ?? {};
    const first = makeRecording('SUBMITTED', { attempt: 1, deliveries: [...(deliveries ?? [])] });
    expect(accept(first)?.deliveries.map(({ revision }) => revision)).toEqual([1, 1]);
  });
});

test('it knows each webhook that brought it something, once, in all its attempts', () => {
  const brought = (webhookHash: string) => ({ ...success, webhookHash });
  const first = accept(makeRecording('SUBMITTED'), brought('h1'));
  if (!first) throw new Error('not accepted');
  expect(first.webhookHashes).toEqual(['h1']);
  const again = { ...makeRecording('SUBMITTED', { attempt: 2 }), webhookHashes: first.webhookHashes };
  expect(accept(again as Recording, brought('h2'))?.webhookHashes).toEqual(['h1', 'h2']);
  expect(accept(again as Recording, brought('h1'))?.webhookHashes).toEqual(['h1']);
  const answered = accept(makeRecording('SUBMITTING'), { ...success, ...asAnswer });
  expect(answered).not.toHaveProperty('webhookHashes');
  expect(answered && accept(answered, brought('h3'))?.webhookHashes).toEqual(['h3']);
});

describe('analysis after a synchronous answer', () => {
  const answered = (of = source) => {
    const recording = accept(makeRecording('SUBMITTING'), { ...success, ...asAnswer }, of);
    if (!recording) throw new Error('not accepted');
    return recording;
  };
  const analysis = arrival(successBody('4430', { transcription: 'other words', duration: 43 }));

  test('enriches it, and leaves what the caller was answered', () => {
    const enriched = accept(answered(), analysis);
    expect(enriched).toMatchObject({
      state: 'COMPLETED',
      outcome: {
        via: 'answer',
        transcription: 'Hello, how can I help you today...',
        durationSeconds: 43,
        jsonLogName: 'voice_a.json',
        enrichmentLogName: 'voice_w.json',
      },
      deliveries: [{ revision: 1, jsonLogName: 'voice_w.json' }],
      dueAt: nowMs,
    });
    expect(enriched?.timeline.at(-1)?.event).toBe('enriched');
  });

  test('is forwarded as a revision where the first result was forwarded too', () => {
    const enriched = accept(answered(always), analysis, always);
    expect(enriched?.deliveries.map(({ revision, jsonLogName }) => [revision, jsonLogName])).toEqual([
      [1, 'voice_a.json'],
      [2, 'voice_w.json'],
    ]);
  });

  test('enriches once', () => {
    const enriched = accept(answered(), analysis);
    expect(enriched && accept(enriched, { ...analysis, jsonLogName: 'voice_z.json' })).toBeUndefined();
  });

  test('leaves a refused recording failed', () => {
    const refused = accept(makeRecording('SUBMITTING'), { ...failure, ...asAnswer });
    expect(refused && accept(refused, analysis)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NO_SPEECH_DETECTED' },
      outcome: { succeeded: false, enrichmentLogName: 'voice_w.json' },
    });
  });

  test('does not take what is still owed off the timer, though its source forwards no more', () => {
    const owing = answered(always);
    expect(owing.deliveries).toMatchObject([{ isAnnounced: false }]);
    expect(accept(owing, analysis, withoutForwardUrl(always))?.dueAt).toBe(nowMs);
  });

  test('a second answer is no analysis', () => {
    expect(accept(answered(), { ...success, ...asAnswer, jsonLogName: 'voice_b.json' })).toBeUndefined();
  });
});

describe('a repeat after a crash', () => {
  test('is known by the log it was saved under', () => {
    const accepted = accept(makeRecording('SUBMITTED'));
    if (!accepted) throw new Error('not accepted');
    expect(isAcceptedAlready(accepted, 'voice_w.json')).toBe(true);
    expect(isAcceptedAlready(accepted, 'voice_x.json')).toBe(false);
    expect(isAcceptedAlready(makeRecording('SUBMITTED'), 'voice_w.json')).toBe(false);
  });

  test('is known though the webhook enriched what was there', () => {
    const answered = accept(makeRecording('SUBMITTING'), { ...success, ...asAnswer });
    const enriched = answered && accept(answered, success);
    expect(enriched?.outcome?.jsonLogName).toBe('voice_a.json');
    expect(enriched && isAcceptedAlready(enriched, 'voice_w.json')).toBe(true);
  });
});
