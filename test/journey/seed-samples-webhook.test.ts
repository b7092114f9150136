// The vendor's programs, as the documentation prints them, post their webhook and read the documented answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { submit, untilRecording } from '../support/gateway-client.ts';
import { startTestStack, type TestStack } from '../support/local-stack.ts';
import { expectPrinted, findInterpreters, runProgram } from '../support/programs.ts';
import { changeWebhookSample, type SampleProgram, webhookSamples } from '../support/seed-samples.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';

const interpreters = await findInterpreters();
const isHere = ({ language }: SampleProgram): boolean => interpreters.has(language);
const here = webhookSamples.filter(isHere);

interface World {
  readonly stack: TestStack;
  readonly front: TlsFront;
}

let unknown: World;
let known: World;

const startWorld = async (): Promise<World> => {
  const stack = await startTestStack();
  return { stack, front: await startTlsFront(stack.baseUrl) };
};

beforeAll(async () => {
  unknown = await startWorld();
  known = await startWorld();
  // Only a webhook ends recording 4430 there.
  known.stack.vendor.plan('4430', { answer: 'ack', webhook: { when: 'never' } });
});

afterAll(async () => {
  for (const { stack, front } of [unknown, known]) {
    await front.close();
    await stack.close();
  }
});

const run = ({ stack, front }: World, sample: SampleProgram): Promise<string> =>
  runProgram({
    language: sample.language,
    // The Node.js sample speaks https and nothing else: the same stack, behind TLS.
    text: changeWebhookSample(sample, sample.language === 'Node.js' ? front.baseUrl : stack.baseUrl),
    interpreter: interpreters.get(sample.language) ?? '',
    env: { NODE_EXTRA_CA_CERTS: front.certificateFile },
  });

/** The name under which the stack saved what the program posted, from what the program printed. */
const savedAs = (printed: string): string => /voice_\d{8}_\d{6}_[0-9a-z]{26}\.json/.exec(printed)?.[0] ?? '';

const readLog = async ({ stack }: World, filename: string): Promise<unknown> =>
  (await fetch(`${stack.baseUrl}/voiceTranscription/json_logs/${filename}`)).json();

const posted = { success: true, results: [{ audioID: '4430', transcription: 'Hello...' }] };

test.for(here)('$language: 4430 is unknown, its result saved and not forwarded', async (sample) => {
  const printed = await run(unknown, sample);
  const filename = savedAs(printed);
  expectPrinted(sample.language, printed, {
    status: 'success',
    message: 'Saved, but no DB record found for audioID (not forwarded)',
    audioID: '4430',
    filename,
    json_url: `${unknown.stack.baseUrl}/voiceTranscription/json_logs/${filename}`,
  });
  expect(await readLog(unknown, filename)).toEqual(posted);
  expect(unknown.stack.receiver.deliveries()).toHaveLength(0);
});

/** One URL for each attempt: the same one again would be a repeat. */
const recordings = [
  'call-4430.gsm',
  'call-4430.wav',
  'call-4431-wav49.wav',
  'call-4432-ulaw.wav',
  'silence.gsm',
];

/** Recording 4430 is with the vendor, for the first time or once more. */
const awaitResult = async ({ stack }: World): Promise<void> => {
  const headers = { 'x-api-key': String(stack.keys.demoKeys.PBXdemo) };
  const listed = await fetch(`${stack.baseUrl}/v1/recordings?audioID=4430`, { headers });
  const { items } = (await listed.json()) as { items: { state: string }[] };
  if (items[0]?.state === 'SUBMITTED') return;
  const voicefileURL = stack.recordings.urlOf(recordings.shift() ?? '');
  await submit(stack, { audioID: '4430', voicefileURL, headers: { prefer: 'respond-async' } });
  await untilRecording(stack, '4430', ({ state }) => state === 'SUBMITTED');
};

// JavaScript and Node.js post the very bytes that PHP does: a repeat, which is answered with the first one's fields.
test.for(here)(
  '$language: 4430 is known, its result forwarded, and the answer tells all of it',
  async (sample) => {
    const { stack } = known;
    await awaitResult(known);
    const printed = await run(known, sample);
    const filename = savedAs(printed);
    const json_url = `${stack.baseUrl}/voiceTranscription/json_logs/${filename}`;
    expectPrinted(sample.language, printed, {
      status: 'success',
      audioID: '4430',
      audioSource: 'PBXdemo',
      filename,
      json_url,
      forward_url: `${stack.receiver.url}/astVlogger/analysis_json.php`,
      forward_status: 200,
      forward_response: '{"status":true,"message":"Successfully updated"}',
      forward_error: null,
    });
    expect(await readLog(known, filename)).toEqual(posted);
    const forwards = stack.receiver.deliveries().filter(({ form }) => form.json_url === json_url);
    expect(forwards.map(({ form }) => form)).toEqual([{ id: '4430', json_url }]);
  },
);

test.skip.for(webhookSamples.filter((sample) => !isHere(sample)))(
  'NOT RUN: nothing here runs the $language sample',
  () => {},
);
