// 502: with an empty allow-list no address of our own side is dialled, in whatever disguise a caller's URL brings it.
import { expect, test } from 'vitest';
import { freshSource, type TestSource } from '../../support/accounts.ts';
import { answer, hasIpv6Loopback, redirect, startHostileServer } from '../../support/hostile-server.ts';
import { hostileHosts } from '../../support/hostile-urls.ts';
import { startTestStack, type TestStack } from '../../support/local-stack.ts';
import { expectRefusal, goodFields, submitForm } from '../../support/submit-door.ts';

const hasIpv6 = await hasIpv6Loopback();
const refused = { status: 502, code: 'DOWNLOAD_FAILED', message: /not allowed|not a valid/ };
const invalid = { status: 400, code: 'INVALID_PARAMETER', message: /^voicefileURL/ };

/** Three disguises of each address: test/outside tries all of them on the guarded fetch itself. */
const disguises = (): readonly string[] => {
  const seen = new Map<string, number>();
  return hostileHosts.filter((host) => {
    const address = URL.parse(`http://${host}/`)?.hostname ?? 'none';
    const count = (seen.get(address) ?? 0) + 1;
    seen.set(address, count);
    return count <= 3;
  });
};

const startListeners = async () => {
  const behaviours = { '/secret.wav': answer(200, {}, 'secret') };
  const first = await startHostileServer({ behaviours });
  const { port } = first;
  return hasIpv6 ? [first, await startHostileServer({ address: '::1', port, behaviours })] : [first];
};

/** A few at a time, so that all of them take as long as the slowest few. */
const submitAll = async (stack: TestStack, source: TestSource, urls: readonly string[]) => {
  const left = [...urls];
  const worker = async () => {
    for (let voicefileURL = left.pop(); voicefileURL !== undefined; voicefileURL = left.pop()) {
      const refusal = await submitForm(stack, source, { ...goodFields(stack, source), voicefileURL });
      expectRefusal(refusal, URL.canParse(voicefileURL) ? refused : invalid);
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
};

test('DOWNLOAD_ALLOW_CIDRS set but empty: every form is refused, and nobody is dialled', async () => {
  const stack = await startTestStack({ environment: { DOWNLOAD_ALLOW_CIDRS: '' } });
  const listeners = await startListeners();
  try {
    const port = listeners[0]?.port;
    const urls = disguises().map((host) => `http://${host}:${port}/secret.wav`);
    await submitAll(stack, await freshSource(stack), urls);
    expect(listeners.map((listener) => listener.connectionCount())).toEqual(listeners.map(() => 0));
  } finally {
    await stack.close();
    await Promise.all(listeners.map((listener) => listener.close()));
  }
});

test('one address allowed: its redirects to the others are refused, and nobody is dialled', async () => {
  const stack = await startTestStack({ environment: { DOWNLOAD_ALLOW_CIDRS: '127.0.0.77/32' } });
  const listeners = await startListeners();
  const port = listeners[0]?.port;
  const targets =
    `127.0.0.1 localhost 2130706433 0x7f.1 [::1] [::ffff:127.0.0.1] 0.0.0.0 169.254.169.254 10.0.0.1`
      .split(' ')
      .map((host) => `http://${host}:${port}/secret.wav`);
  const origin = await startHostileServer({
    address: '127.0.0.77',
    behaviours: Object.fromEntries(targets.map((target, index) => [`/${index}`, redirect(target)])),
  });
  try {
    await submitAll(
      stack,
      await freshSource(stack),
      targets.map((_, index) => origin.url(`/${index}`)),
    );
    expect(origin.requests).toHaveLength(targets.length);
    expect(listeners.map((listener) => listener.connectionCount())).toEqual(listeners.map(() => 0));
  } finally {
    await stack.close();
    await Promise.all([...listeners, origin].map((listener) => listener.close()));
  }
});
