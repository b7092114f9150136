// The overview, and the audit of what was done in the panel.
import { expect } from 'vitest';
import { freshSource } from '../support/accounts.ts';
import { callApi, freshAudioId, submit } from '../support/gateway-client.ts';
import { answeredRecording } from '../support/recordings.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

panelTest('what failed is on the overview, with why, and one click away', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = freshAudioId();
  const voicefileURL = stack.recordings.urlOf('not-there.gsm');
  await answeredRecording(stack, source);
  await submit(stack, { audioID, voicefileURL, audioSource: source.name, key: source.key });
  const page = await signedInPanel(panel);
  const failures = page.getByRole('region', { name: 'Latest failures' });
  await failures.getByRole('row').filter({ hasText: audioID }).getByText('could not be fetched').waitFor();
  const tile = page.getByRole('link', { name: /^Failed today/ });
  expect(Number((await tile.textContent())?.replace(/\D/g, ''))).toBeGreaterThan(0);
  // The chart's numbers are there for whoever cannot see it.
  await page
    .getByRole('table', { name: 'Recordings completed and failed by day' })
    .waitFor({ state: 'attached' });
  await failures.getByRole('link', { name: audioID }).click();
  await page.getByRole('heading', { level: 1, name: audioID }).waitFor();
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest(
  'the vendor is paused and resumed, and the audit says who did it',
  async ({ panel, stack, onTestFinished }) => {
    onTestFinished(
      async () => void (await callApi(stack, 'PUT', '/v1/admin/vendor', { body: { paused: false } })),
    );
    const page = await signedInPanel(panel);
    await page.getByRole('button', { name: 'Pause' }).click();
    await dialogOf(page, 'Pause the speech vendor?').getByRole('button', { name: 'Pause uploads' }).click();
    await page.getByText('Uploads to the speech vendor are paused').waitFor();
    expect((await callApi(stack, 'GET', '/v1/admin/vendor')).json?.paused).toBe(true);
    await page.getByRole('button', { name: 'Resume' }).click();
    await dialogOf(page, 'Resume the speech vendor?').getByRole('button', { name: 'Resume uploads' }).click();
    await page.getByText('Uploads to the speech vendor are on.').waitFor();
    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'vendor.pause' });
    await expect.poll(() => row.count()).toBeGreaterThanOrEqual(2);
    const newest = await row.first().textContent();
    expect(newest).toContain('paused: false');
    expect(newest).toContain('in the panel');
    expect(newest).toContain('Done');
  },
);

panelTest('where nothing has come yet, it says what to do', async ({ panel }) => {
  const nothing = { items: [], now: { processing: 0, pendingDeliveries: 0, undelivered: 0 } };
  await panel.page.route('**/v1/admin/stats*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), ...nothing } });
  });
  const page = await signedInPanel(panel);
  await page.getByRole('heading', { name: 'No recording has come yet' }).waitFor();
  const command = page.getByRole('region', { name: 'Command that submits a recording' });
  expect(await command.textContent()).toMatch(
    /^curl -X POST http:\/\/127\.0\.0\.1:\d+\/voiceTranscription\/api\.php/,
  );
});

panelTest('when the API says no, its sentence and the request id are shown', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await panel.open('/recordings?from=not-a-day');
  const alert = page.getByRole('alert').filter({ hasText: 'from must be a day' });
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/INVALID_PARAMETER.*request \S{8,}/);
});
