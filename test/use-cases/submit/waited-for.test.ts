// The caller waits for the outcome, but not past its time, and not for a vendor that three uploads did not reach.
import { describe, expect, test } from 'vitest';
import { submitAnswer } from '../../../functions/gateway/submit-recording/submit-answer.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { portsWith, receive, stored, submitDemo } from '../../support/arrange-flow.ts';
import { makeRecording } from '../../support/make-recording.ts';
import type { MemoryPorts } from '../../support/memory-ports.ts';
import { drainHints, passWithWork } from '../../support/run-flow.ts';
import { testStartMs } from '../../support/virtual-clock.ts';
import { failureBody, successBody } from '../../support/webhook-bodies.ts';

const base = 'https://voxgate.example';
const down = { kind: 'unreachable', reason: 'the vendor answered 503' } as const;

/** The queue works while the caller waits. */
const setUp = () => {
  const ports = portsWith();
  const work = async (): Promise<void> => {
    await drainHints(ports);
    ports.clock.after(100, work);
  };
  ports.clock.after(100, work);
  return ports;
};
const waited = (ports: MemoryPorts) => (ports.clock.now() - testStartMs) / 1000;
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const statusUrlOf = ({ id }: { readonly id: string }) => `${base}/v1/recordings/${id}`;

describe('within the wait', () => {
  test.each([
    ['a success', successBody('4430')],
    ['a refusal', failureBody('4430')],
  ])('%s by answer is passed on untouched with 200', async (_, body) => {
    const ports = setUp();
    ports.vendor.nextAnswers({ body });
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(submitAnswer(recording, false, base)).toEqual({ status: 200, body: JSON.stringify(body) });
    expect(waited(ports)).toBeLessThan(1);
  });

  test('a webhook’s result is passed on as well', async () => {
    const ports = setUp();
    ports.clock.after(3000, () => receive(ports, successBody('4430')).then(() => undefined));
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(submitAnswer(recording, false, base).body).toBe(JSON.stringify(successBody('4430')));
    expect(waited(ports)).toBeLessThan(4.2);
  });

  test.each([
    ['DOWNLOAD_FAILED', 502],
    ['CONVERSION_FAILED', 500],
  ] as const)('%s is told at once with its reason', async (code, status) => {
    const ports = setUp();
    ports.audio.script.next(() => {
      throw new VoxgateError(code, 'The audio file answered 404');
    });
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(thrownBy(() => submitAnswer(recording, false, base))).toMatchObject({
      code,
      status,
      message: 'The audio file answered 404',
    });
    expect(waited(ports)).toBeLessThan(1);
  });
});

describe('at the end of the wait', () => {
  test('a vendor that was reached and is only slow: 202 with the status URL', async () => {
    const ports = setUp();
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(waited(ports)).toBe(25);
    expect(submitAnswer(recording, false, base)).toEqual({
      status: 202,
      headers: { location: statusUrlOf(recording) },
      body: {
        success: true,
        message: 'Accepted, still processing',
        audioID: '4430',
        status: 'processing',
        status_url: statusUrlOf(recording),
      },
    });
  });

  test.each([0, 1, 3500])('%i ms are enough for those who do not want to wait longer', async (waitMs) => {
    const ports = setUp();
    await submitDemo(ports, { waitMs });
    expect(waited(ports)).toBe(waitMs / 1000);
  });

  test('a vendor that two uploads did not reach: 502 with the status URL', async () => {
    const ports = setUp();
    ports.vendor.script.next(down, { ...down, retryAfterSeconds: 3600 });
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(waited(ports)).toBe(25);
    expect(thrownBy(() => submitAnswer(recording, false, base))).toMatchObject({
      code: 'VENDOR_UNREACHABLE',
      status: 502,
      fields: { status_url: statusUrlOf(recording) },
    });
  });

  test('an upload whose end is unknown may have reached the vendor: 202', async () => {
    const ports = setUp();
    ports.vendor.script.next({ kind: 'ambiguous', reason: 'no answer from the vendor: timeout' });
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    expect(submitAnswer(recording, false, base).status).toBe(202);
  });
});

describe('three failed uploads in a row', () => {
  const hopeless = async () => {
    const ports = setUp();
    ports.vendor.script.next(down, down, down);
    const { recording } = await submitDemo(ports, { waitMs: 25_000 });
    return { ports, recording };
  };

  test('end the wait with 502 and the status URL', async () => {
    const { ports, recording } = await hopeless();
    expect(waited(ports)).toBeLessThan(8);
    expect(ports.vendor.uploads).toHaveLength(3);
    expect(thrownBy(() => submitAnswer(recording, false, base))).toMatchObject({
      code: 'VENDOR_UNREACHABLE',
      fields: { status_url: statusUrlOf(recording) },
    });
  });

  test('while the work goes on', async () => {
    const { ports, recording } = await hopeless();
    await passWithWork(ports, 20);
    expect(stored(ports, recording).state).toBe('SUBMITTED');
    expect(ports.vendor.uploads).toHaveLength(4);
  });

  test('a repeat joins it, and waits for what becomes of it instead of giving up at once', async () => {
    const { ports, recording } = await hopeless();
    ports.vendor.nextAnswers({ body: successBody('4430') });
    const again = await submitDemo(ports, { waitMs: 25_000 });
    expect(again.recording).toMatchObject({ id: recording.id, attempt: 1, state: 'COMPLETED' });
    expect(submitAnswer(again.recording, false, base).status).toBe(200);
  });

  test('a repeat is told 502 after one more failure', async () => {
    const { ports } = await hopeless();
    const before = waited(ports);
    ports.vendor.script.next(down);
    const again = await submitDemo(ports, { waitMs: 25_000 });
    expect(waited(ports) - before).toBeLessThan(15);
    expect(thrownBy(() => submitAnswer(again.recording, false, base))).toMatchObject({
      code: 'VENDOR_UNREACHABLE',
    });
  });
});

test('a recording that is deleted while its caller waits is answered as it was last seen', async () => {
  const ports = setUp();
  ports.clock.after(4000, () => ports.recordings.all().forEach(({ id }) => void ports.recordings.remove(id)));
  const { recording } = await submitDemo(ports, { waitMs: 25_000 });
  expect(submitAnswer(recording, false, base).status).toBe(202);
  expect(waited(ports)).toBeLessThan(6);
});

describe('what has ended, with a body too large for the item', () => {
  const outcome = { via: 'webhook', succeeded: true, jsonLogName: 'voice_x.json' } as const;

  test('is no failure to reach the vendor, whatever its uploads went through', () => {
    const recording = makeRecording('COMPLETED', { outcome, vendorFailures: 2 });
    expect(submitAnswer(recording, false, base)).toMatchObject({
      status: 202,
      body: { status_url: statusUrlOf(recording) },
    });
  });

  test('says that it has ended, and where the body is', () => {
    const recording = makeRecording('COMPLETED', { outcome });
    expect(submitAnswer(recording, false, base).body).toMatchObject({
      message: 'Finished; the result is large, fetch it from status_url',
      status: 'completed',
      status_url: statusUrlOf(recording),
    });
  });

  test('says on a repeat that it is one', () => {
    const recording = makeRecording('COMPLETED', { outcome });
    expect(submitAnswer(recording, true, base).headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });
});

test('a failure whose code this release does not know is told with one that it knows', () => {
  const recording = makeRecording('FAILED', { failure: { code: 'OF_ANOTHER_RELEASE', message: 'x' } });
  expect(thrownBy(() => submitAnswer(recording, false, base))).toMatchObject({ code: 'INTERNAL_ERROR' });
});
