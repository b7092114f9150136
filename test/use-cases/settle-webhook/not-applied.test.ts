// What names nobody, or could be anybody's: saved, told, and not forwarded.
import { expect, test } from 'vitest';
import { portsWith, receive, stored } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { makeSource } from '../../support/make-source.ts';
import { successBody } from '../../support/webhook-bodies.ts';

const recording = makeRecording('SUBMITTED');
const ccd = makeSource({ name: 'CCDdemo', vendorSource: 'ccd' });

const setUp = () => {
  const ports = portsWith(makeSource(), ccd);
  ports.recordings.put(recording);
  return ports;
};

test.each([
  ['no results', { success: true }],
  ['empty results', { success: true, results: [] }],
  ['results without an audioID', { success: true, results: [{ transcription: 'x' }] }],
  ['no object', [1, 2]],
])('%s: saved, and nobody is touched', async (_, body) => {
  const ports = setUp();
  const intent = await receive(ports, body);
  expect(intent.results).toEqual([]);
  expect(ports.jsonLogs.peek(intent.jsonLogName)).toBe(JSON.stringify(body));
  expect(ports.recordings.written).toEqual([]);
  expect(ports.deliveries.all()).toEqual([]);
});

test('an audioID that nobody submitted: unknown', async () => {
  const ports = setUp();
  const intent = await receive(ports, successBody('9999'));
  expect(intent.results).toEqual([{ audioId: '9999', verdict: 'unknown', jsonLogName: intent.jsonLogName }]);
  expect(ports.jsonLogs.peek(intent.jsonLogName)).toContain('9999');
  expect(ports.recordings.written).toEqual([]);
});

test('two recordings that await it: a conflict, flagged, and neither is touched', async () => {
  const ports = setUp();
  const rival = makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });
  ports.recordings.put(rival);
  const intent = await receive(ports, successBody('4430'));
  expect(intent.results).toMatchObject([{ verdict: 'conflict' }]);
  expect(intent.results?.[0]).not.toHaveProperty('recordingId');
  expect([stored(ports, recording).state, stored(ports, rival).state]).toEqual(['SUBMITTED', 'SUBMITTED']);
  expect(ports.deliveries.all()).toEqual([]);
});

test('the source it names decides between two that await it', async () => {
  const ports = setUp();
  const rival = makeRecording('SUBMITTED', { source: 'CCDdemo', vendorSource: 'ccd' });
  ports.recordings.put(rival);
  await receive(ports, successBody('4430', { audioSource: 'ccd' }));
  expect([stored(ports, recording).state, stored(ports, rival).state]).toEqual(['SUBMITTED', 'COMPLETED']);
});

test.each(['RECEIVED', 'FETCHING', 'COMPLETED', 'FAILED'] as const)(
  'a recording that is %s does not await it: evidence beside the recording, nothing forwarded',
  async (state) => {
    const ports = portsWith();
    ports.recordings.put(makeRecording(state));
    const intent = await receive(ports, successBody('4430'));
    expect(intent.results).toMatchObject([
      { verdict: 'evidence', recordingId: recording.id, source: 'PBXdemo' },
    ]);
    expect(ports.recordings.written).toEqual([]);
    expect(ports.jsonLogs.peek(intent.jsonLogName)).toBeDefined();
    expect(ports.hints.waiting()).toEqual([]);
  },
);

test('what was written down before the recording’s present attempt was uploaded is not its result', async () => {
  const ports = portsWith();
  const intent = await receive(ports, successBody('4430', { transcription: 'of the first attempt' }));
  // The function died before it had settled it; meanwhile a new attempt was uploaded.
  const { results: _, ...unsettled } = intent;
  const again = makeRecording('SUBMITTED', { attempt: 2, firstVendorCallAt: ports.clock.now() + 60_000 });
  ports.webhooks.put(unsettled);
  ports.recordings.put(again);
  await ports.clock.pass(120_000);
  const late = await receive(ports, successBody('4430', { transcription: 'of the first attempt' }));
  expect(late.results).toMatchObject([{ verdict: 'evidence' }]);
  expect(stored(ports, again)).toMatchObject({ state: 'SUBMITTED' });
});
