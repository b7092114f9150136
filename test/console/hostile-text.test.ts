// Whatever a caller, a vendor or a customer's server writes, the panel shows it as text: none of it ever runs.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { startReceiver } from '../../infra/local/outside/receiver.ts';
import { freshSource, makeKey, type TestSource } from '../support/accounts.ts';
import { postWebhook } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';
import { awaitingRecording, untilOwn } from '../support/recordings.ts';
import { xssPayloads } from '../support/xss-payloads.ts';
import { panelTest, signedInPanel } from './panel-test.ts';

/** At a time: the stack's functions take one event each. */
const together = 8;

interface Hostile {
  readonly id: string;
  readonly deliveryId: string;
}

/** The payload as audioID, as transcript, as language, and in the customer's answer. */
const hostileRecording = async (stack: TestStack, source: TestSource, payload: string): Promise<Hostile> => {
  const audioID = await awaitingRecording(stack, source, payload);
  const result = { audioID, success: true, transcription: payload, language: payload, extra: payload };
  await postWebhook(stack, { results: [result] });
  const { id, deliveries } = await untilOwn(stack, source, audioID, (recording) =>
    recording.deliveries.some(({ attempts }) => attempts.length > 0),
  );
  return { id, deliveryId: deliveries[0]?.id ?? '' };
};

const hostileStack = async (stack: TestStack, source: TestSource): Promise<readonly Hostile[]> => {
  const made: Hostile[] = [];
  for (let start = 0; start < xssPayloads.length; start += together) {
    const some = xssPayloads.slice(start, start + together);
    made.push(...(await Promise.all(some.map((payload) => hostileRecording(stack, source, payload)))));
  }
  return made;
};

const hasRun = (page: Page): Promise<unknown> => page.evaluate('"__xss" in window');

/** As a link within the page leads there: without loading the page anew, which would take most of the time. */
const goTo = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(`history.pushState(null, '', '/admin${path}'); dispatchEvent(new PopStateEvent('popstate'))`);

const openAll = async (page: Page): Promise<void> => {
  for (const summary of await page.locator('wa-details').all())
    await summary.click({ position: { x: 20, y: 12 } });
};

panelTest(
  'no payload runs, wherever it stands',
  { timeout: 300_000 },
  async ({ panel, stack, onTestFinished }) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.plan({ status: 200, body: xssPayloads.join('\n'), headers: { 'content-type': 'text/html' } });
    const source = await freshSource(stack, {
      ...{ forwardUrl: `${receiver.url}/%3Csvg%20onload=__xss=1%3E`, vendorSource: '<svg/onload=__xss=1//' },
      forwardHeaders: { 'x-text': '"><img src=x onerror=__xss=1>' },
    });
    const hostile = await hostileStack(stack, source);
    for (const label of xssPayloads.slice(0, 40)) await makeKey(stack, { audioSource: source.name, label });
    const page = await signedInPanel(panel);
    const lists = ['/recordings', `/recordings?audioSource=${source.name}`, '/keys', '/audit', '/sources'];
    for (const path of [...lists, `/sources/${source.name}`, `/deliveries?audioSource=${source.name}`]) {
      await panel.open(path);
      await page.locator('table, form').first().waitFor();
      expect(await hasRun(page), path).toBe(false);
    }
    for (const [index, { id, deliveryId }] of hostile.entries()) {
      const payload = xssPayloads[index] ?? '';
      await goTo(page, `/recordings/${id}`);
      await expect.poll(() => page.locator('h1').textContent()).toBe(payload);
      expect(await page.locator('.transcript').textContent()).toBe(payload);
      expect(await hasRun(page), payload).toBe(false);
      // The rest is the same for all of them: every tenth is opened up.
      if (index % 10 !== 0) continue;
      await openAll(page);
      await goTo(page, `/deliveries/${deliveryId}`);
      await page.getByRole('heading', { name: `Delivery of ${payload}` }).waitFor();
      await openAll(page);
      await page.getByText('onerror=__xss=1').first().waitFor();
      expect(await hasRun(page), payload).toBe(false);
    }
    expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
  },
);

panelTest('an address that is no web address is no link', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await awaitingRecording(stack, source);
  const page = await signedInPanel(panel);
  const answer = '**/v1/admin/recordings/*';
  await page.route(answer, async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as Record<string, unknown>;
    await route.fulfill({
      response,
      json: { ...body, voicefileUrl: 'javascript:__xss=1', errorCode: '<b>' },
    });
  });
  await page.getByRole('link', { name: 'Recordings', exact: true }).click();
  await page.getByRole('link', { name: audioID, exact: true }).click();
  await page.locator('dd').getByText('javascript:__xss=1').waitFor();
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  await page.locator('.lead').getByText('<b>', { exact: true }).waitFor();
});

panelTest('the payloads do run where text is taken for markup', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const ran: string[] = [];
  for (const payload of xssPayloads) {
    await page.goto('about:blank');
    await page.setContent(payload, { waitUntil: 'domcontentloaded' }).catch(() => undefined);
    if (await hasRun(page).catch(() => false)) ran.push(payload);
  }
  await context.close();
  // Many more do in older browsers, in attributes, or once somebody clicks.
  expect(ran.length).toBeGreaterThan(15);
});
