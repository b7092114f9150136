// What an upload needs of ours and cannot have is told as a reply: an intent that was written must never end in an exception.
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { callmetrik } from '../../shared/outside/callmetrik.ts';

const vendorWith = (token: () => Promise<string>) =>
  callmetrik({
    // Nobody listens there: whoever dials gets another reason.
    baseUrl: 'http://127.0.0.1:1',
    ...{ userId: 'u', uploadPath: '/up', tokenHeader: 't', filePart: 'files', callbackField: undefined },
    ...{ timeoutSeconds: 5, token },
  });

const upload = (open: () => Promise<Readable>) => ({
  ...{ audioId: '4430', vendorSource: 'pbx' },
  wav: { sizeBytes: 3, open },
});

const refuse = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error('s3://bucket/WAV/secret-name'), { name });
};

test('a WAV that cannot be read: not sent, and the reason names no key', async () => {
  const reply = await vendorWith(async () => 'token').submit(upload(refuse('NoSuchKey')));
  expect(reply).toEqual({
    kind: 'unreachable',
    reason: 'not sent: token or WAV could not be read (NoSuchKey)',
  });
});

test('a token that cannot be read: not sent, and no WAV is opened', async () => {
  const open = async (): Promise<Readable> => {
    throw new Error('it was opened');
  };
  const reply = await vendorWith(refuse('AccessDeniedException')).submit(upload(open));
  expect(reply).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('AccessDenied') });
});

test('with both, what the connection says counts', async () => {
  const reply = await vendorWith(async () => 'token').submit(upload(async () => Readable.from(['abc'])));
  expect(reply).toMatchObject({
    kind: 'unreachable',
    reason: expect.stringContaining('no answer from the vendor'),
  });
});
