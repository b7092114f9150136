// Recordings in the panel: seen as they move, listened to, tried again, deleted for good.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { freshSource } from '../support/accounts.ts';
import { callApi, freshAudioId, postWebhook, submit } from '../support/gateway-client.ts';
import { answeredRecording, awaitingRecording, readOwn, untilOwn } from '../support/recordings.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

const openRecording = async (page: Page, audioID: string): Promise<void> => {
  await page.getByRole('link', { name: 'Recordings', exact: true }).click();
  await page.getByRole('link', { name: audioID, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: audioID }).waitFor();
};

panelTest(
  'a recording goes from received to completed before the eyes, without a reload',
  async ({ panel, stack }) => {
    const source = await freshSource(stack);
    const audioID = await awaitingRecording(stack, source);
    const page = await signedInPanel(panel);
    await page.getByRole('link', { name: 'Recordings', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: audioID });
    await row.getByText('Processing', { exact: true }).waitFor();
    await row.getByText('With the vendor, awaiting the result').waitFor();
    await page.evaluate('window.__notReloaded = true');
    await postWebhook(stack, { results: [{ audioID, success: true, transcription: 'Good morning.' }] });
    await row.getByText('Completed', { exact: true }).waitFor();
    await row.getByRole('link', { name: audioID }).click();
    await page.getByText('Good morning.', { exact: true }).waitFor();
    expect(await page.evaluate('window.__notReloaded')).toBe(true);
  },
);

panelTest('its own page tells of the end as well, to screen readers too', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await awaitingRecording(stack, source);
  const page = await signedInPanel(panel);
  await openRecording(page, audioID);
  await page.getByText('At work').waitFor();
  await postWebhook(stack, { results: [{ audioID, success: false, error_code: 'NO_SPEECH_DETECTED' }] });
  await page.getByRole('status').getByText('The recording is failed').waitFor();
  await page.getByText('The vendor heard no speech in it.').waitFor();
});

panelTest('it plays, from the bucket and past no policy', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const page = await signedInPanel(panel);
  await openRecording(page, audioID);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect
    .poll(() => page.evaluate('document.querySelector("audio").currentTime'), { timeout: 10_000 })
    .toBeGreaterThan(0.2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('slider', { name: 'Position in seconds' }).press('Home');
  await expect.poll(() => page.evaluate('document.querySelector("audio").currentTime')).toBeLessThan(0.2);
  // Drawn from the kept peaks: the canvas is not empty.
  const drawn = `[...document.querySelector('.wave > div').shadowRoot.querySelectorAll('canvas')]
    .some((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))`;
  expect(await page.evaluate(drawn)).toBe(true);
  expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
});

panelTest('a failed one is tried again and its attempts stay in the timeline', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = freshAudioId();
  const voicefileURL = stack.recordings.urlOf('not-there.gsm');
  await submit(stack, { audioID, voicefileURL, audioSource: source.name, key: source.key });
  const page = await signedInPanel(panel);
  await openRecording(page, audioID);
  await page.getByText('The recording could not be fetched from its URL.').waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.locator('wa-dialog').getByRole('button', { name: 'Retry' }).click();
  await page.getByText('Attempt 2').waitFor();
  await untilOwn(
    stack,
    source,
    audioID,
    ({ timeline }) => timeline.filter(({ event }) => event === 'failed').length === 2,
  );
});

panelTest('a completed one is tried again only past a warning of the bill', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const page = await signedInPanel(panel);
  await openRecording(page, audioID);
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('billed by the vendor once more').waitFor();
  expect((await readOwn(stack, source, audioID))?.timeline.some(({ event }) => event === 'retried')).toBe(
    false,
  );
  await page.getByRole('button', { name: 'Retry, and be billed again' }).click();
  await page.getByText('Tried again by an operator').waitFor();
});

panelTest('deleted, it leaves a receipt and nothing else', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const { id } = (await readOwn(stack, source, audioID)) ?? { id: '' };
  const page = await signedInPanel(panel);
  await openRecording(page, audioID);
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = dialogOf(page, 'Delete this recording?');
  expect(await dialog.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Type delete to confirm').fill('delete');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('heading', { level: 1, name: 'Recording deleted' }).waitFor();
  await page.getByText('1 audio file').waitFor();
  expect((await callApi(stack, 'GET', `/v1/admin/recordings/${id}`)).status).toBe(404);
});

panelTest('filters are in the address, and Back undoes them', async ({ panel, stack }) => {
  const source = await freshSource(stack);
  const audioID = await answeredRecording(stack, source);
  const other = await answeredRecording(stack, await freshSource(stack));
  const page = await signedInPanel(panel);
  await page.getByRole('link', { name: 'Recordings', exact: true }).click();
  await page.getByRole('link', { name: other, exact: true }).waitFor();
  await page.getByLabel('audioID begins with').fill(audioID);
  await page.getByRole('link', { name: other, exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: audioID, exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('audioID')).toBe(audioID);
  await page.goBack();
  await page.getByRole('link', { name: other, exact: true }).waitFor();
});

panelTest('a date that is typed is one step of the history', async ({ panel }) => {
  const page = await signedInPanel(panel);
  await page.getByRole('link', { name: 'Recordings', exact: true }).click();
  await page.getByLabel('From (UTC)').click();
  await page.keyboard.type('11212026');
  await page.waitForURL(/from=2026-11-21/);
  await page.goBack();
  await page.waitForURL(/\/admin\/recordings$/);
});
