// Deliveries in the panel: what was posted, what was answered, and posting it once more.
import { expect } from 'vitest';
import { startReceiver } from '../../infra/local/outside/receiver.ts';
import { freshSource } from '../support/accounts.ts';
import { postWebhook } from '../support/gateway-client.ts';
import { awaitingRecording, untilOwn } from '../support/recordings.ts';
import { dialogOf, panelTest, signedInPanel } from './panel-test.ts';

panelTest(
  'a failed delivery shows its request and answer, and redelivered it arrives',
  async ({ panel, stack, onTestFinished }) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.plan({ status: 500, body: 'the database is full', times: 1 });
    const source = await freshSource(stack, { forwardUrl: `${receiver.url}/crm` });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, { results: [{ audioID, success: true, transcription: 'Hello.' }] });
    const { deliveries } = await untilOwn(stack, source, audioID, (recording) =>
      recording.deliveries.some(({ attempts }) => attempts.length > 0),
    );
    const page = await signedInPanel(panel);
    await panel.open(`/deliveries/${deliveries[0]?.id}`);
    await page.getByText('500', { exact: true }).waitFor();
    await page.getByText('Answer', { exact: true }).first().click();
    await page.getByText('the database is full').waitFor();
    await page.getByText('Request as posted').click();
    await page.getByText(`webhook-id: ${deliveries[0]?.id}`).waitFor();
    await page.getByRole('button', { name: 'Redeliver' }).click();
    await page.getByText('Delivered', { exact: true }).waitFor();
    const ids = receiver.deliveries().map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids)).toEqual(new Set([deliveries[0]?.id]));
    expect(panel.watched).toEqual({ violations: [], strangers: [], faults: [] });
  },
);

panelTest(
  'everything that was given up is redelivered at once, and counted',
  async ({ panel, stack, onTestFinished }) => {
    const receiver = await startReceiver({ status: 410 });
    onTestFinished(() => receiver.close());
    const source = await freshSource(stack, { forwardUrl: `${receiver.url}/gone` });
    const audioID = await awaitingRecording(stack, source);
    await postWebhook(stack, { results: [{ audioID, success: true, transcription: 'Hello.' }] });
    await untilOwn(stack, source, audioID, (recording) =>
      recording.deliveries.some(({ status }) => status === 'undelivered'),
    );
    const page = await signedInPanel(panel);
    await page.getByRole('link', { name: 'Sources', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: source.name });
    await row.getByText('Forwarding off').waitFor();
    await page.getByRole('link', { name: source.name, exact: true }).click();
    // Writing it anew switches its forwarding on again.
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('The source is saved').waitFor();
    receiver.plan({ status: 200 });
    await panel.open(`/deliveries?audioSource=${source.name}`);
    await page.getByText('Given up', { exact: true }).last().waitFor();
    await page.getByRole('button', { name: 'Redeliver what was given up' }).click();
    const dialog = dialogOf(page, 'Redeliver what was given up');
    await dialog.getByRole('button', { name: 'Redeliver' }).click();
    await dialog.getByText('Done: 1 delivery queued to be posted once more').waitFor();
    await dialog.getByText('Close', { exact: true }).click();
    await page.getByRole('row').filter({ hasText: audioID }).getByText('Delivered').waitFor();
  },
);
