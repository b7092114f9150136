// A deployment that wants proof of the vendor: without it nothing is written, with it everything works as always.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { freshSource } from '../../support/accounts.ts';
import { type Answer, freshAudioId, toAnswer, webhookUrl } from '../../support/gateway-client.ts';
import { stackTest, startTestStack, type TestStack } from '../../support/local-stack.ts';
import { awaitingRecording, readOwn } from '../../support/recordings.ts';
import { successBody } from '../../support/webhook-bodies.ts';

/** The value of the secret that the webhook is proven with. */
const secret = 'a-secret-shared-with-the-vendor';

/** The local stage is unsigned, so its template has no secret for the webhook: the vendor token's stands in for it. */
const secretArn = (stack: TestStack): string => {
  const found = [...stack.engine.resources].find(
    ([id, { type }]) => id.startsWith('VendorToken') && type === 'AWS::SecretsManager::Secret',
  );
  if (!found) throw new Error('no secret in the template');
  return found[1].physicalId;
};

const post = async (
  stack: TestStack,
  body: string,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  toAnswer(
    await fetch(`${webhookUrl(stack)}${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }),
  );

const hmac = (body: string): string => createHmac('sha256', secret).update(body).digest('hex');

interface Mode {
  readonly auth: string;
  readonly good: (body: string) => Parameters<typeof post>[2];
  readonly bad: (body: string) => readonly Parameters<typeof post>[2][];
}

const modes: readonly Mode[] = [
  {
    auth: 'token',
    good: () => ({ query: `?token=${secret}` }),
    bad: () => [{ query: '?token=wrong' }, { query: `?token=${secret}x` }],
  },
  {
    auth: 'header:x-callmetrik-secret',
    good: () => ({ headers: { 'X-Callmetrik-Secret': secret } }),
    bad: () => [{ headers: { 'X-Callmetrik-Secret': 'wrong' } }],
  },
  {
    auth: 'hmac:x-signature',
    good: (body) => ({ headers: { 'X-Signature': `sha256=${hmac(body)}` } }),
    bad: (body) => [
      { headers: { 'X-Signature': `sha256=${hmac(`${body} `)}` } },
      { headers: { 'X-Signature': secret } },
    ],
  },
];

describe.each(modes)('webhookAuth $auth', ({ auth, good, bad }) => {
  stackTest('is asked of every webhook: 401 without proof, 403 with a wrong one', async ({ stack: open }) => {
    const stack = await startTestStack({
      environment: { CALLMETRIK_TOKEN: secret },
      tuning: { WEBHOOK_AUTH: auth, WEBHOOK_SECRET_ARN: secretArn(open) },
    });
    try {
      const source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/proven` });
      const audioID = await awaitingRecording(stack, source);
      const body = JSON.stringify(successBody(audioID));

      const unproven = await post(stack, body);
      expect(unproven.status).toBe(401);
      expect(unproven.json).toMatchObject({ success: false, error_code: 'MISSING_API_KEY' });
      for (const presented of bad(body)) {
        const refused = await post(stack, body, presented);
        expect(refused.status).toBe(403);
        expect(refused.json).toMatchObject({ success: false, error_code: 'INVALID_API_KEY' });
        expect(refused.text).not.toContain(secret);
      }
      expect(stack.receiver.deliveries()).toEqual([]);
      expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'processing' });

      const proven = await post(stack, body, good(body));
      expect(proven.json).toMatchObject({ audioID, forward_status: 200 });
      expect(JSON.stringify(stack.logLines)).not.toContain(secret);
    } finally {
      await stack.close();
    }
  });
});

stackTest(
  "a recording's callback URL with a wrong token, or of no recording, is 403 even where webhooks are open",
  async ({ stack }) => {
    const source = await freshSource(stack);
    const audioID = await awaitingRecording(stack, source);
    const id = (await readOwn(stack, source, audioID))?.id;
    const body = JSON.stringify(successBody(audioID));
    for (const query of [
      `?recording=${id}`,
      `?recording=${id}&token=x`,
      '?recording=rec_none&token=x',
      '?recording=',
    ]) {
      const answer = await post(stack, body, { query });
      expect(answer.status).toBe(403);
    }
    expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'processing' });
  },
);

test('a vendor that takes callback URLs proves each recording by its own token', async () => {
  const stack = await startTestStack({ tuning: { CALLMETRIK_CALLBACK_FIELD: 'callbackUrl' } });
  try {
    const source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/a` });
    const other = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/b` });
    const audioID = await awaitingRecording(stack, source);
    // Nobody is held: the tokens tell two recordings of one audioID apart.
    await awaitingRecording(stack, other, audioID);
    const [mine, theirs] = stack.vendor.requests(audioID).map(({ fields }) => String(fields.callbackUrl));
    const body = JSON.stringify(successBody(audioID));
    const swapped = new URL(String(mine));
    swapped.searchParams.set('token', new URL(String(theirs)).searchParams.get('token') ?? '');
    expect((await post(stack, body, { query: swapped.search })).status).toBe(403);

    const foreign = JSON.stringify(successBody(freshAudioId()));
    const strayed = await post(stack, foreign, { query: new URL(String(mine)).search });
    expect(strayed.json?.message).toContain('no DB record found');
    expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'processing' });

    const first = await post(stack, body, { query: new URL(String(theirs)).search });
    expect(first.json).toMatchObject({ audioSource: other.name, forward_status: 200 });
    expect(await readOwn(stack, source, audioID)).toMatchObject({ status: 'processing' });
    const second = await post(stack, body, { query: new URL(String(mine)).search });
    expect(second.json).toMatchObject({ audioSource: source.name, forward_status: 200 });
    expect(second.json?.filename).not.toBe(first.json?.filename);
    expect(stack.receiver.deliveries().map(({ path }) => path)).toEqual(['/b', '/a']);
  } finally {
    await stack.close();
  }
});
