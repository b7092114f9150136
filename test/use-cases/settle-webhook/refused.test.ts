// What is no webhook: 400, and what arrived is kept for forensics.
import { describe, expect, test } from 'vitest';
import { receiveWebhook } from '../../../functions/gateway/receive-webhook/receive-webhook.ts';
import { portsWith, receive } from '../../support/arrange-flow.ts';

test('an empty body is refused', async () => {
  const ports = portsWith();
  await expect(receive(ports, '')).rejects.toMatchObject({
    code: 'INVALID_PARAMETER',
    message: 'Empty request body',
  });
  expect(ports.webhooks.all()).toEqual([]);
});

describe('what is not JSON is refused, and kept', () => {
  test.each(['<html></html>', '{"results":', 'id=4430', "{'results':[]}", '{}{}'])('%s', async (text) => {
    const ports = portsWith();
    await expect(receive(ports, text)).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
    expect(ports.rawBodies.keys()).toHaveLength(1);
    expect(ports.rawBodies.peek(ports.rawBodies.keys()[0] ?? '')).toBe(text);
    expect(ports.webhooks.all()).toEqual([]);
  });

  test('bad UTF-8', async () => {
    const ports = portsWith();
    const body = Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
    await expect(receiveWebhook(ports, { body })).rejects.toMatchObject({ code: 'INVALID_PARAMETER' });
    expect(ports.rawBodies.keys()[0]).toMatch(/^rejected_webhooks\/[0-9a-f]{64}$/);
  });
});

test('a body too large for an item lies in the bucket until it is settled', async () => {
  const ports = portsWith();
  const noise = Array.from({ length: 80_000 }, (_, n) => (n * 2_654_435_761) >>> 0).join(' ');
  const intent = await receive(ports, { success: true, results: [], noise });
  expect(intent.bodyKey).toBe(`webhook_bodies/${intent.hash}.json`);
  expect(ports.rawBodies.peek(intent.bodyKey ?? '')).toContain(noise.slice(0, 100));
});
