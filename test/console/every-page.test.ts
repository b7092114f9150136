// What holds for every page of the panel: readable by machine and by eye, wide and narrow, and fenced in.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { freshSource } from '../support/accounts.ts';
import { postWebhook } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';
import { answeredRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

/** One of everything, so that no page is looked at empty. */
const someOfAll = async (stack: TestStack): Promise<readonly string[]> => {
  const source = await freshSource(stack, { forwardUrl: `${stack.receiver.url}/all` });
  const audioID = await answeredRecording(stack, source);
  await postWebhook(stack, { results: [{ audioID, success: true, transcription: 'Good morning.' }] });
  const { deliveries } = await untilOwn(
    stack,
    source,
    audioID,
    (recording) => recording.deliveries.length > 0,
  );
  const recording = await readOwn(stack, source, audioID);
  return [
    '',
    '/recordings',
    '/recordings?status=failed',
    `/recordings/${recording?.id}`,
    '/deliveries',
    '/deliveries?status=delivered',
    `/deliveries/${deliveries[0]?.id}`,
    '/keys',
    '/sources',
    `/sources/${source.name}`,
    '/add-source',
    '/audit',
    '/nowhere',
  ];
};

const settle = async (page: Page): Promise<void> => {
  await page.locator('h1').waitFor();
  await page.locator('.loading').waitFor({ state: 'detached' });
};

/** Light or dark makes a difference to colours alone. */
const rules = { light: 'axe.run()', dark: "axe.run({ runOnly: ['cat.color'] })" };

const graveFindings = async (page: Page, scheme: 'light' | 'dark'): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const { violations, passes } = (await page.evaluate(rules[scheme])) as axe.AxeResults;
  if (passes.length === 0) throw new Error('axe has looked at nothing');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
};

for (const colorScheme of ['light', 'dark'] as const) {
  panelTest(
    `no page has a serious accessibility finding, ${colorScheme}`,
    { timeout: 180_000 },
    async ({ stack, openPanel }) => {
      const paths = await someOfAll(stack);
      const panel = await openPanel({ colorScheme });
      await panel.open();
      await panel.page.getByLabel('Admin key').waitFor();
      expect(await graveFindings(panel.page, colorScheme)).toEqual([]);
      const page = await signedInPanel(panel);
      for (const path of paths) {
        await panel.open(path);
        await settle(page);
        expect(await graveFindings(page, colorScheme), path).toEqual([]);
      }
    },
  );
}

panelTest(
  'no page breaks its policy, asks a stranger, or scrolls sideways on a phone',
  async ({ stack, openPanel }) => {
    const paths = await someOfAll(stack);
    const panel = await openPanel({ viewport: { width: 360, height: 740 } });
    const page = await signedInPanel(panel);
    for (const path of paths) {
      await panel.open(path);
      await settle(page);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
      expect(await page.locator('h1').count(), path).toBe(1);
      expect(await page.title(), path).toMatch(/^.+ · Voxgate$/);
    }
    expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
  },
);

panelTest('the keyboard alone reaches the content, the menu and back', async ({ openPanel }) => {
  const panel = await openPanel({ viewport: { width: 360, height: 740 } });
  const page = await signedInPanel(panel);
  await page.reload();
  await settle(page);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.getByRole('button', { name: 'Menu' }).press('Enter');
  await page.locator('wa-drawer').getByRole('link', { name: 'Audit' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Audit');
});

panelTest('dark or light is kept from one visit to the next', async ({ openPanel }) => {
  const panel = await openPanel({ colorScheme: 'light' });
  await panel.open();
  await panel.page.getByRole('button', { name: 'Switch to dark colours' }).click();
  await panel.page.reload();
  await panel.page.getByRole('button', { name: 'Switch to light colours' }).waitFor();
  expect(await panel.page.evaluate('document.documentElement.className')).toContain('wa-dark');
});

panelTest('a dialog has no serious finding, takes the focus and gives it back', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await panel.open('/keys');
  const button = page.getByRole('button', { name: 'Create key' }).first();
  await button.press('Enter');
  await dialogOf(page, 'Create a key').getByLabel('Label').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.label')).toBe('Label');
  expect(await graveFindings(page, 'light')).toEqual([]);
  await page.keyboard.press('Escape');
  await dialogOf(page, 'Create a key').waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Create key');
});

panelTest('what somebody puts into the page all the same is refused by its policy', async ({ panel }) => {
  const page = await signedInPanel(panel);
  const injected = `
    const script = document.createElement('script');
    script.textContent = 'window.__ran = true';
    document.body.append(script);
    document.body.setAttribute('style', 'color: red');
    new Image().src = 'http://127.0.0.1:9/pixel.png';
    fetch('http://127.0.0.1:9/').catch(() => {});`;
  await page.evaluate(injected);
  for (const directive of ['script-src-elem', 'style-src-attr', 'img-src', 'connect-src']) {
    await expect.poll(() => panel.watched.violations.join('\n')).toContain(`violated: ${directive}`);
  }
  expect(await page.evaluate('window.__ran')).toBeUndefined();
});
