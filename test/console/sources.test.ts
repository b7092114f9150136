// Sources in the panel: added, changed without losing their secrets, tested, paused, deleted.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { freshSource, freshSourceName, putSource } from '../support/accounts.ts';
import { callApi } from '../support/gateway-client.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

const openSource = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

panelTest('a source is added with all its settings', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  const name = freshSourceName();
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('link', { name: 'Add source' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Name at the vendor').fill('pbx');
  await page.getByLabel('Results go to').fill(`${stack.receiver.url}/crm`);
  const headers = page.getByRole('group', { name: 'Headers sent along' });
  await headers.getByRole('button', { name: 'Set' }).click();
  await headers.getByLabel('All headers').fill('X-Auth: open sesame\nX-Team: north');
  const secret = page.getByRole('group', { name: 'Signing secret' });
  await secret.getByRole('button', { name: 'Set' }).click();
  await secret.getByRole('button', { name: 'Make one' }).click();
  await page.getByLabel('Days kept').fill('30');
  await page.getByRole('button', { name: 'Add source' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
  expect(json).toMatchObject({
    ...{ name, vendorSource: 'pbx', forwardUrl: `${stack.receiver.url}/crm`, isSigned: true },
    ...{ retentionDays: 30, active: true, forwardHeaders: { 'X-Auth': '…', 'X-Team': '…' } },
  });
  expect(await page.content()).not.toContain('open sesame');
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest('an edit keeps headers and secret that were not re-entered', async ({ panel, stack }) => {
  const forwardUrl = `${stack.receiver.url}/kept`;
  const password = randomUUID();
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const { name } = await freshSource(stack, {
    ...{ forwardUrl, signingSecret: secret, forwardHeaders: { 'X-Password': password } },
  });
  const page = await signedInPanel(panel);
  await openSource(page, name);
  await page.getByLabel('Days kept').fill('7');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('The source is saved').waitFor();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('Accepted', { exact: true }).waitFor();
  const [posted] = await stack.receiver.waitFor(({ path }) => path === '/kept');
  expect(posted?.headers['x-password']).toBe(password);
  expect(posted?.headers['webhook-signature']).toMatch(/^v1,/);
  const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
  expect(json).toMatchObject({ retentionDays: 7, isSigned: true, forwardHeaders: { 'X-Password': '…' } });
});

panelTest('a source is paused, resumed, and deleted once its name is typed', async ({ panel, stack }) => {
  const { name } = await freshSource(stack);
  const page = await signedInPanel(panel);
  await openSource(page, name);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.locator('wa-dialog').getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('wa-dialog').getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Active', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = dialogOf(page, `Delete ${name}?`);
  const confirm = dialog.getByRole('button', { name: 'Delete the source' });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await confirm.click();
  await page.getByRole('heading', { level: 1, name: 'Sources' }).waitFor();
  expect((await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).status).toBe(404);
});

panelTest('a name that is taken is not written over', async ({ panel, stack }) => {
  const { name } = await freshSource(stack, { vendorSource: 'before' });
  const page = await signedInPanel(panel);
  await panel.open('/add-source');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Name at the vendor').fill('after');
  await page.getByRole('button', { name: 'Add source' }).click();
  await page.getByRole('alert').getByText(`There is a source of the name ${name} already`).waitFor();
  const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
  expect(json?.vendorSource).toBe('before');
});

panelTest('what another has saved meanwhile is not written over', async ({ panel, stack }) => {
  const { name } = await freshSource(stack);
  const page = await signedInPanel(panel);
  await openSource(page, name);
  await page.getByLabel('Days kept').fill('7');
  await putSource(stack, name, { vendorSource: 'ccd' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('no longer what you have read').waitFor();
  const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
  expect(json).toMatchObject({ vendorSource: 'ccd', retentionDays: null });
  await page.getByText('Somebody has saved other settings meanwhile').waitFor();
  expect(await page.getByLabel('Days kept').inputValue()).toBe('7');
  await page.getByRole('button', { name: 'Show what is set now' }).click();
  expect(await page.getByLabel('Name at the vendor').inputValue()).toBe('ccd');
  await page.getByLabel('Days kept').fill('7');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('The source is saved').waitFor();
});
