// A session that ends under an open page, a network that is gone: what the operator was at is still there afterwards.
import { expect } from 'vitest';
import { freshSource, makeKey } from '../support/accounts.ts';
import { callApi } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';
import { dialogOf, type Panel, panelTest, signedInPanel } from './panel-test.ts';

const signInWithNewKey = async (panel: Panel, stack: TestStack): Promise<{ readonly keyId: string }> => {
  const { id, key } = await makeKey(stack, { scopes: ['admin'], label: 'for a while' });
  await panel.signIn(key);
  await panel.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return { keyId: id };
};

const signInAgain = async ({ page }: Panel, key: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByText('The session has ended: sign in again').waitFor();
  await dialog.getByLabel('Admin key').fill(key);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'detached' });
};

/** As when it runs out: the browser has no cookie any more. */
const endSession = async ({ page }: Panel): Promise<void> => {
  await page.context().clearCookies();
};

/** @returns the name of the source whose days were filled in, and not saved */
const fillForm = async ({ open, page }: Panel, stack: TestStack): Promise<string> => {
  const { name } = await freshSource(stack);
  await open(`/sources/${name}`);
  await page.getByLabel('Days kept').fill('12');
  return name;
};

panelTest('a filled form is still filled when the same operator is back', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  const name = await fillForm(panel, stack);
  await endSession(panel);
  await page.getByRole('button', { name: 'Save' }).click();
  await signInAgain(panel, stack.keys.adminKey);
  expect(await page.getByLabel('Days kept').inputValue()).toBe('12');
  expect(await page.getByText('The session has ended').count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('The source is saved').waitFor();
  const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
  expect(json).toMatchObject({ retentionDays: 12 });
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest('a key that is shown once is not lost with the session', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const create = dialogOf(page, 'Create a key');
  await page.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: 'PBXdemo', exact: true }).click();
  await create.getByRole('button', { name: 'Create key' }).click();
  const shown = dialogOf(page, 'Copy the key now').getByRole('region', { name: 'The new key' });
  const key = await shown.textContent();
  await endSession(panel);
  // The list behind it looks again by itself, and meets the end of the session.
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await page.keyboard.press('Escape');
  await signInAgain(panel, stack.keys.adminKey);
  await shown.waitFor();
  expect(await shown.textContent()).toBe(key);
});

panelTest("another operator does not find the former one's page", async ({ panel, stack }) => {
  await signInWithNewKey(panel, stack);
  const { page } = panel;
  await fillForm(panel, stack);
  await endSession(panel);
  await page.getByRole('button', { name: 'Save' }).click();
  await signInAgain(panel, stack.keys.adminKey);
  expect(await page.getByLabel('Days kept').inputValue()).toBe('');
});

panelTest(
  'what one operator asked for is not done in the name of one who signed in in another tab',
  async ({ panel, stack }) => {
    await signInWithNewKey(panel, stack);
    const { page } = panel;
    const name = await fillForm(panel, stack);
    // The same cookie jar: the other tab's session takes the place of this one's.
    const other = await page.context().newPage();
    const key = JSON.stringify(stack.keys.adminKey);
    await other.goto(`${stack.baseUrl}/admin`);
    await other.evaluate(`fetch('/v1/admin/session', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key: ${key} }),
    })`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('first admin key').waitFor();
    const { json } = await callApi(stack, 'GET', `/v1/admin/sources/${name}`);
    expect(json).toMatchObject({ retentionDays: null });
  },
);

panelTest('a page that reaches nobody says so, and tries again when asked', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await page.route('**/v1/admin/session', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('Voxgate does not answer').waitFor();
  expect(await page.getByLabel('Admin key').count()).toBe(0);
  await page.unroute('**/v1/admin/session');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

panelTest('a sign-out that fails is told', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await page.route('**/v1/admin/session', (route) => route.abort());
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('alert').getByText('Voxgate does not answer').waitFor();
});

panelTest('the own key is not switched off unasked', async ({ panel, stack }) => {
  const { keyId } = await signInWithNewKey(panel, stack);
  const { page } = panel;
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  const { json: before } = await callApi(stack, 'GET', `/v1/admin/keys/${keyId}`);
  const row = page.getByRole('row').filter({ hasText: String(before?.prefix) });
  await row.getByRole('switch').press('Space');
  const question = dialogOf(page, 'Switch off your own key?');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  expect(await row.getByRole('switch').isChecked()).toBe(true);
  const { json } = await callApi(stack, 'GET', `/v1/admin/keys/${keyId}`);
  expect(json).toMatchObject({ active: true });
  await row.getByRole('button', { name: 'Revoke for a while' }).click();
  const revoke = dialogOf(page, 'Revoke this key?');
  await revoke.getByText('You are signed in with it').waitFor();
  await revoke.getByRole('button', { name: 'Cancel' }).click();
  await revoke.waitFor({ state: 'detached' });
  await row.getByRole('switch').press('Space');
  await question.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
});

panelTest('who signs out in one tab leaves nothing in another', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  await fillForm(panel, stack);
  const other = await page.context().newPage();
  await other.goto(`${stack.baseUrl}/admin`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Admin key').waitFor();
  expect(await page.getByLabel('Days kept').count()).toBe(0);
});

panelTest(
  'a page that asks for nothing finds out that the session is over, and keeps what it shows a quarter of an hour',
  async ({ panel }) => {
    const page = await signedInPanel(panel);
    await page.clock.install();
    await panel.open('/add-source');
    await page.getByLabel('Name at the vendor').fill('pbx');
    await endSession(panel);
    await page.clock.fastForward('01:01');
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    await page.clock.fastForward('14:00');
    expect(await page.getByLabel('Name at the vendor').inputValue()).toBe('pbx');
    await page.clock.fastForward('01:01');
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name at the vendor').count()).toBe(0);
    await page.getByLabel('Admin key').waitFor();
  },
);
