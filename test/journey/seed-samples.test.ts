// The programs that integrators copied from the documentation run unchanged but for base URL, key and voicefileURL.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer, type Behaviour, type HostileServer, startHostileServer } from '../support/hostile-server.ts';
import { startTestStack, type TestStack } from '../support/local-stack.ts';
import { expectPrinted, findInterpreters, runProgram } from '../support/programs.ts';
import { changeSubmitSample, type SampleProgram, submitSamples } from '../support/seed-samples.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';

const interpreters = await findInterpreters();
const isHere = ({ language }: SampleProgram): boolean => interpreters.has(language);

let stack: TestStack;
let pbx: HostileServer;
let front: TlsFront;
const behaviours: Record<string, Behaviour> = {};

beforeAll(async () => {
  stack = await startTestStack();
  // All samples submit audioID 4430: a webhook of one run must not end the next.
  stack.vendor.plan('4430', { webhook: { when: 'never' } });
  front = await startTlsFront(stack.baseUrl);
  pbx = await startHostileServer({ behaviours });
  const recording = await fetch(stack.recordings.urlOf('call-4430.gsm'));
  const bytes = Buffer.from(await recording.arrayBuffer());
  for (const { language } of submitSamples) behaviours[`/${language}/call-4430.wav`] = answer(200, {}, bytes);
});

afterAll(async () => {
  await Promise.all([front.close(), pbx.close()]);
  await stack.close();
});

test.for(submitSamples.filter(isHere))('the $language sample prints the success body', async (sample) => {
  const { language } = sample;
  const text = changeSubmitSample(sample, {
    // The Node.js sample speaks https and nothing else: the same stack, behind TLS.
    baseUrl: language === 'Node.js' ? front.baseUrl : stack.baseUrl,
    key: String(stack.keys.demoKeys.PBXdemo),
    voicefileUrl: pbx.url(`/${language}/call-4430.wav`),
  });
  const uploadsBefore = stack.vendor.requests('4430').length;
  const printed = await runProgram({
    language,
    text,
    interpreter: interpreters.get(language) ?? '',
    env: { NODE_EXTRA_CA_CERTS: front.certificateFile },
  });
  // Each sample's URL is another one, so each of them is work of its own.
  expect(stack.vendor.requests('4430')).toHaveLength(uploadsBefore + 1);
  const { json } = await latestResponse();
  expect(json).toEqual({
    success: true,
    message: 'Successfully processed 1 audio(s)',
    results: [{ audioID: '4430', transcription: expect.stringContaining('12 s, 8000 Hz'), language: 'en' }],
  });
  expectPrinted(language, printed, json);
});

test.skip.for(submitSamples.filter((sample) => !isHere(sample)))(
  'NOT RUN: nothing here runs the $language sample',
  () => {},
);

/** What the status of recording 4430 says that its caller has got. */
const latestResponse = async (): Promise<{ json: Record<string, unknown> }> => {
  const headers = { 'x-api-key': String(stack.keys.demoKeys.PBXdemo) };
  const listed = await fetch(`${stack.baseUrl}/v1/recordings?audioID=4430`, { headers });
  const { items } = (await listed.json()) as { items: { response: Record<string, unknown> }[] };
  return { json: items[0]?.response ?? {} };
};
