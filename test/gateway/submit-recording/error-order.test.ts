// Of two faults in one submission the one is told that the contract checks first.
import { expect } from 'vitest';
import { freshSource, putSource, type TestSource } from '../../support/accounts.ts';
import { answer } from '../../support/hostile-server.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { expectRefusal, goodFields, postRaw, submitForm } from '../../support/submit-door.ts';
import { submitTest, tight, tightTest } from '../../support/submit-test.ts';

interface Draft {
  method: string;
  fields: Record<string, string>;
  key: string | undefined;
  /** Put behind the JSON. */
  garbage: string;
}

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly commit: (draft: Draft) => void;
}

/** Those that one request can carry, in the contract's order. */
const faults: readonly Fault[] = [
  {
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    commit: (draft) => {
      draft.method = 'PUT';
    },
  },
  {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    commit: (draft) => {
      draft.fields.notes = 'x'.repeat(4.2 * 1024 * 1024);
    },
  },
  {
    status: 400,
    code: 'INVALID_PARAMETER',
    commit: (draft) => {
      draft.garbage = ',';
    },
  },
  {
    status: 400,
    code: 'MISSING_PARAMETER',
    commit: ({ fields }) => {
      fields.voicefileURL = '';
    },
  },
  {
    status: 400,
    code: 'INVALID_PARAMETER',
    commit: ({ fields }) => {
      fields.audioID = '\u0000';
    },
  },
  {
    status: 400,
    code: 'INVALID_AUDIO_SOURCE',
    commit: ({ fields }) => {
      fields.audioSource = 'Nobody';
    },
  },
  {
    status: 401,
    code: 'MISSING_API_KEY',
    commit: (draft) => {
      draft.key = undefined;
    },
  },
];

const send = (stack: TestStack, { method, fields, key, garbage }: Draft) => {
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'x-api-key': key }) };
  return postRaw(stack, JSON.stringify(fields) + garbage, headers, { method });
};

const pairs = faults.flatMap((first, index) =>
  faults.slice(index + 1).map((second) => ({ first, second, name: `${first.code} before ${second.code}` })),
);

submitTest.for(pairs)('$name', async ({ first, second }, { stack, source }) => {
  const draft: Draft = { method: 'POST', fields: goodFields(stack, source), key: source.key, garbage: '' };
  first.commit(draft);
  second.commit(draft);
  expectRefusal(await send(stack, draft), first);
});

submitTest.for(faults)(
  '$code before a key that is invalid',
  async ({ status, code, commit }, { stack, source }) => {
    const draft: Draft = { method: 'POST', fields: goodFields(stack, source), key: 'wrong', garbage: '' };
    commit(draft);
    expectRefusal(await send(stack, draft), { status, code });
  },
);

/** A source that has used up its minute, and a recording of it in flight. */
const exhausted = async (stack: TestStack, source: TestSource) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { answer: 'ack', webhook: { when: 'never' } });
  const conflicting = { ...fields, voicefileURL: `${fields.voicefileURL}/other` };
  const first = await submitForm(stack, source, fields, { prefer: 'respond-async' });
  expect(first.status, first.text).toBe(202);
  const codes: unknown[] = [];
  while (!codes.includes('RATE_LIMITED')) {
    codes.push((await submitForm(stack, source, conflicting)).json?.error_code);
  }
  return { conflicting, codes };
};

tightTest(
  'RATE_LIMITED before IDEMPOTENCY_CONFLICT, and behind all that is checked before',
  async ({ stack, source }) => {
    const { conflicting, codes } = await exhausted(stack, source);
    // The same request was a conflict as long as the minute had room.
    expect(codes.slice(0, -1).length).toBeGreaterThanOrEqual(Number(tight.SUBMIT_RATE_PER_MINUTE) - 1);
    expect(new Set(codes.slice(0, -1))).toEqual(new Set(['IDEMPOTENCY_CONFLICT']));
    for (const { status, code, commit } of faults) {
      const draft: Draft = { method: 'POST', fields: { ...conflicting }, key: source.key, garbage: '' };
      commit(draft);
      expectRefusal(await send(stack, draft), { status, code });
    }
    const wrongKey = { ...source, key: (await freshSource(stack)).key };
    const refused = { status: 403, code: 'INVALID_API_KEY' };
    expectRefusal(await submitForm(stack, wrongKey, conflicting), refused);
    await putSource(stack, source.name, { active: false });
    const disabled = { status: 400, code: 'INVALID_AUDIO_SOURCE' };
    expectRefusal(await submitForm(stack, source, conflicting), disabled);
  },
);

submitTest('IDEMPOTENCY_CONFLICT before any work, behind a wrong key', async ({ stack, source, pbx }) => {
  const fields = goodFields(stack, source);
  stack.vendor.plan(fields.audioID, { answer: 'ack', webhook: { when: 'never' } });
  await submitForm(stack, source, fields, { prefer: 'respond-async' });
  const gone = { ...fields, voicefileURL: pbx.url('/gone') };
  const wrongKey = { ...source, key: 'wrong' };
  expectRefusal(await submitForm(stack, wrongKey, gone), { status: 403, code: 'INVALID_API_KEY' });
  expectRefusal(await submitForm(stack, source, gone), { status: 409, code: 'IDEMPOTENCY_CONFLICT' });
  expect(pbx.requests).toHaveLength(0);
});

submitTest(
  'DOWNLOAD_FAILED before CONVERSION_FAILED before VENDOR_UNREACHABLE',
  async ({ stack, source, pbx }) => {
    const noise = '\u0001\u0002 this is no audio';
    const missing = { ...goodFields(stack, source), voicefileURL: pbx.serve('/a', answer(404, {}, noise)) };
    const unknown = { ...goodFields(stack, source), voicefileURL: pbx.serve('/b', answer(200, {}, noise)) };
    for (const { audioID } of [missing, unknown]) stack.vendor.plan(audioID, { status: 503 });
    const download = { status: 502, code: 'DOWNLOAD_FAILED' };
    expectRefusal(await submitForm(stack, source, missing), download);
    const conversion = { status: 500, code: 'CONVERSION_FAILED' };
    expectRefusal(await submitForm(stack, source, unknown), conversion);
  },
);
