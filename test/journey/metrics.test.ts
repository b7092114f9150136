// What operators see of one call: the functions themselves write the lines, on stdout and as they are.
import { expect } from 'vitest';
import { metricNamespace } from '../../shared/domain/metrics.ts';
import { freshAudioId, submit, untilRecording } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

const counted = ({ logLines }: TestStack): readonly string[] =>
  logLines
    .filter(({ stream, line }) => stream === 'stdout' && line.startsWith('{"_aws"'))
    .map(({ source, line }) => {
      const { _aws, Stage, ...values } = JSON.parse(line);
      return `${source} ${_aws.CloudWatchMetrics[0].Namespace} ${Stage} ${Object.keys(values).join()}`;
    });

stackTest('a recording is counted where it is accepted, completed and delivered', async ({ stack }) => {
  const audioID = freshAudioId();
  await submit(stack, { audioID });
  await untilRecording(stack, audioID, ({ deliveries }) =>
    (deliveries as { status: string }[]).some(({ status }) => status === 'delivered'),
  );
  const ofThisStage = `${metricNamespace} local`;
  await expect
    .poll(() => counted(stack).join(', '))
    .toContain(`DeliverFunction ${ofThisStage} DeliveriesDone`);
  expect(counted(stack)).toEqual(
    expect.arrayContaining([
      `SubmitRecordingFunction ${ofThisStage} RecordingsAccepted`,
      `TranscodeFunction ${ofThisStage} RecordingsCompleted`,
    ]),
  );
});
