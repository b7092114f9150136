// Keys in the panel: made and shown once, switched, rotated, revoked, imported.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { freshAudioId, submit } from '../support/gateway-client.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

const freshLabel = (): string => `key ${randomUUID()}`;

const chooseSource = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name, exact: true }).click();
};

const beginKey = async (page: Page, label: string): Promise<void> => {
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = dialogOf(page, 'Create a key');
  await dialog.getByLabel('Label').fill(label);
  await chooseSource(page, 'PBXdemo');
};

const submitNewKey = (page: Page, name: string): Promise<void> =>
  dialogOf(page, 'Create a key').getByRole('button', { name }).click();

const createKey = async (page: Page, label: string): Promise<string> => {
  await beginKey(page, label);
  await submitNewKey(page, 'Create key');
  const shown = dialogOf(page, 'Copy the key now');
  const key = (await shown.getByRole('region', { name: 'The new key' }).textContent()) ?? '';
  await shown.getByRole('button', { name: 'I have it' }).click();
  await shown.waitFor({ state: 'hidden' });
  return key;
};

const row = (page: Page, label: string) => page.getByRole('row').filter({ hasText: label });

panelTest('a key is shown once, lets its caller in, and off it does not', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  const label = freshLabel();
  const key = await createKey(page, label);
  expect(key).toMatch(/^vxg_\w{30,}$/);
  await row(page, label).waitFor();
  expect(await page.content()).not.toContain(key);
  const good = await submit(stack, { audioID: freshAudioId(), key, headers: { prefer: 'respond-async' } });
  expect(good.status).toBe(202);
  await row(page, label).getByRole('switch').press('Space');
  await page.getByRole('status').getByText(`${label} is switched off`).waitFor();
  const refused = await submit(stack, { audioID: freshAudioId(), key });
  expect(refused.status).toBe(403);
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest('a rotated key gives another, shown once, and says when the former ends', async ({ panel }) => {
  const page = await signedInPanel(panel);
  const label = freshLabel();
  const former = await createKey(page, label);
  await page.getByRole('button', { name: `Rotate ${label}` }).click();
  await dialogOf(page, 'Rotate the key').getByRole('button', { name: 'Rotate' }).click();
  const shown = dialogOf(page, 'Copy the key now');
  const key = await shown.getByRole('region', { name: 'The new key' }).textContent();
  expect(key).toMatch(/^vxg_\w{30,}$/);
  expect(key).not.toBe(former);
  await shown.getByRole('button', { name: 'I have it' }).click();
  await expect.poll(() => row(page, label).count()).toBe(2);
  await row(page, label)
    .filter({ hasText: 'in 24 hr.' })
    .or(row(page, label).filter({ hasText: 'tomorrow' }))
    .first()
    .waitFor();
});

panelTest(
  'a key that callers have already is imported, and a revoked one is gone',
  async ({ panel, stack }) => {
    const page = await signedInPanel(panel);
    const label = freshLabel();
    const key = `from-before-${randomUUID()}`;
    await beginKey(page, label);
    await page.getByRole('switch', { name: 'Import a key that callers have already' }).press('Space');
    await page.getByLabel('Existing key').fill(key);
    await submitNewKey(page, 'Import key');
    await row(page, label).waitFor();
    const good = await submit(stack, { audioID: freshAudioId(), key, headers: { prefer: 'respond-async' } });
    expect(good.status).toBe(202);
    await page.getByRole('button', { name: `Revoke ${label}` }).click();
    await dialogOf(page, 'Revoke this key?').getByRole('button', { name: 'Revoke' }).click();
    await row(page, label).waitFor({ state: 'detached' });
    expect((await submit(stack, { audioID: freshAudioId(), key })).status).toBe(403);
  },
);

panelTest('the label is changed and nothing else', async ({ panel }) => {
  const page = await signedInPanel(panel);
  const label = freshLabel();
  await createKey(page, label);
  await page.getByRole('button', { name: `Edit ${label}` }).click();
  const dialog = dialogOf(page, 'Edit the key');
  await dialog.getByLabel('Label').fill(`${label} renamed`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row(page, `${label} renamed`).waitFor();
  expect(await row(page, `${label} renamed`).textContent()).toContain('submit, read');
});
