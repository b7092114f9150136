// The way into the panel, and out of it.
import { expect } from 'vitest';
import { callApi } from '../support/gateway-client.ts';
import { panelTest, signedInPanel } from './panel-test.ts';

panelTest('a wrong key is refused in words, with the id of the request', async ({ panel }) => {
  await panel.signIn('no-admin-key-of-ours');
  const alert = panel.page.getByRole('alert').filter({ hasText: 'not an admin key' });
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/INVALID_API_KEY.*request \S+/);
  expect(await panel.page.getByRole('heading', { name: 'Overview' }).count()).toBe(0);
});

panelTest("a caller's key, which is no admin key, does not sign in", async ({ panel, stack }) => {
  await panel.signIn(stack.keys.demoKeys.PBXdemo);
  await panel.page.getByRole('alert').filter({ hasText: 'not an admin key' }).waitFor();
});

panelTest('the admin key signs in, and no script can read the session', async ({ panel, stack }) => {
  const page = await signedInPanel(panel);
  expect(await page.evaluate('document.cookie')).toBe('');
  const kept = JSON.stringify(await page.context().storageState());
  expect(kept).not.toContain(stack.keys.adminKey);
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest('a reload stays signed in, signing out ends it', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Admin key').waitFor();
  await panel.open('/keys');
  await page.getByLabel('Admin key').waitFor();
});

panelTest('a session that has ended leads back to the way in, with a sentence', async ({ panel, stack }) => {
  const { text } = await callApi(stack, 'POST', '/v1/admin/keys', {
    body: { scopes: ['admin'], label: 'short' },
  });
  const { id, key } = JSON.parse(text) as { id: string; key: string };
  await panel.signIn(key);
  await panel.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await callApi(stack, 'DELETE', `/v1/admin/keys/${id}`);
  // The page looks again by itself, and meets the end of the session.
  await panel.page.getByText('The session has ended: sign in again').waitFor();
  await panel.page.getByLabel('Admin key').waitFor();
});

panelTest(
  'who is signed in is not missed when the answer is there before the first paint',
  async ({ panel }) => {
    const page = await signedInPanel(panel);
    const session = String(await page.evaluate('fetch("/v1/admin/session").then((answer) => answer.text())'));
    const atOnce = `const real = window.fetch;
    window.fetch = (url, options) =>
      url === '/v1/admin/session' ? Promise.resolve(new Response(${JSON.stringify(session)})) : real(url, options);`;
    await page.addInitScript({ content: atOnce });
    await panel.open('/keys');
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
  },
);
