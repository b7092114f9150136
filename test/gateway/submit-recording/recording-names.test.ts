// What a recording is called means nothing: its content alone decides, and its samples are what bare sox reads.
import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { AudioBench } from '../../support/audio-sox.ts';
import { readPcmWav } from '../../support/audio-wav.ts';
import { answer } from '../../support/hostile-server.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { expectTranscript, goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

let bench: AudioBench;

beforeAll(async () => {
  bench = await AudioBench.open();
});

afterAll(() => bench.close());

const names = ['call.gsm', 'call.wav', 'call.bin', 'call', ''];
const queries = ['', '?file=call.mp3&sig=%2Fa%20b'];
const cases = ['call-4430.gsm', 'call-4431-wav49.wav', 'call-4432-ulaw.wav', 'call-4430.wav'].flatMap(
  (recording) =>
    names.flatMap((name) =>
      queries.map((query) => ({ recording, path: `/pbx/${name}`, query, shown: `/pbx/${name}${query}` })),
    ),
);

/** The only WAV in the audio bucket whose name tells of this audioID. */
const storedWav = async (stack: TestStack, audioID: string): Promise<Buffer> => {
  const { endpoints, resources } = stack.engine;
  const buckets = [...resources].filter(([id, { type }]) => type === 'AWS::S3::Bucket' && /audio/i.test(id));
  expect(buckets).toHaveLength(1);
  const Bucket = buckets[0]?.[1].name;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', credentials, forcePathStyle: true });
  try {
    // The slug in the name is the beginning of the audioID.
    const listed = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: `WAV/${audioID.slice(0, 24)}_` }),
    );
    expect(listed.KeyCount).toBe(1);
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: listed.Contents?.[0]?.Key }));
    return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  } finally {
    s3.destroy();
  }
};

const typeOf = (recording: string): string => (recording.endsWith('.gsm') ? 'gsm' : 'wav');

submitTest.concurrent.for(cases)(
  '$recording served as $shown',
  async ({ recording, path, query }, { stack, source, pbx }) => {
    const served = await fetch(stack.recordings.urlOf(recording));
    const bytes = Buffer.from(await served.arrayBuffer());
    // The type it is sent with lies as freely as the name.
    pbx.serve(
      path,
      answer(200, { 'content-type': path.endsWith('.gsm') ? 'audio/wav' : 'audio/mpeg' }, bytes),
    );
    const audioID = crypto.randomUUID().replaceAll('-', '').slice(0, 24);
    const fields = { ...goodFields(stack, source, audioID), voicefileURL: pbx.url(path + query) };
    expectTranscript(await submitForm(stack, source, fields), audioID);
    expect(pbx.requests.map((request) => request.path)).toEqual([path + query]);
    const { samples, sampleRateHz, channels } = readPcmWav(await storedWav(stack, audioID));
    const expected = await bench.decode(bytes, typeOf(recording));
    expect(expected.length).toBeGreaterThan(100_000);
    expect(samples.equals(expected)).toBe(true);
    expect({ sampleRateHz, channels }).toEqual({ sampleRateHz: 8000, channels: 1 });
    const [upload] = stack.vendor.requests(audioID);
    expect(upload?.audio?.samplesSha256).toBe(createHash('sha256').update(expected).digest('hex'));
  },
);
