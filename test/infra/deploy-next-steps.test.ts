// What a rehearsal says is left to do: for this very stage, and nothing that it does not need.
import { describe, expect, test } from 'vitest';
import { nextSteps } from '../../infra/deploy/next-steps.ts';
import { loadStage, parseStage } from '../../infra/stage.ts';

const good = {
  name: 'prod',
  callmetrik: { baseUrl: 'https://api.callmetrik.io', userId: 'u-17' },
  webhookAuth: 'token',
};
const domain = {
  name: 'calls.callmetrik.io',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000',
};
const steps = (changes: object = {}): string => nextSteps(parseStage({ ...good, ...changes })).join('\n');

test('the commands are those of the stage', () => {
  expect(steps()).toContain('npm run deploy -- --stage prod');
  expect(steps()).toContain('--stack-name Voxgate-prod');
  expect(nextSteps(loadStage('example')).join('\n')).toContain('cp infra/stages/example.json');
});

describe('somebody is to hear of alarms', () => {
  test('by confirming the mail', () => {
    const said = steps({ alarmEmail: 'ops@callmetrik.io' });
    expect(said).toContain('confirm the mail that AWS sent to ops@callmetrik.io');
    expect(said).not.toContain('sns subscribe');
  });

  test('or, without an address, by subscribing', () => {
    expect(steps()).toContain('aws sns subscribe --topic-arn <the output AlarmTopicArn>');
  });
});

describe('the vendor is told its webhook', () => {
  const path = '/voiceTranscription/voiceTranscriptionWebhook.php';

  test.each([
    [{}, `<the output BaseUrl>${path}?token=<secret>\n`],
    [{ webhookAuth: 'hmac:x-signature' }, `<the output BaseUrl>${path}\n`],
    [{ domain }, `https://calls.callmetrik.io${path}?token=<secret>\n`],
    [{ domain, publicBaseUrl: 'https://front.callmetrik.io' }, `https://front.callmetrik.io${path}?`],
  ])('with %j at its very address', (changes, said) => {
    expect(`${steps(changes)}\n`).toContain(`your webhook: ${said}`);
  });

  test('and its secret, where there is one', () => {
    expect(steps()).toContain('WebhookSecretArn');
    const open = steps({ webhookAuth: 'none', allowUnsignedWebhook: true });
    expect(open).not.toContain('WebhookSecretArn');
  });
});

test('a record is asked for where nobody else makes it', () => {
  const record = 'calls.callmetrik.io CNAME <the output CnameTarget>';
  expect(steps({ domain })).toContain(record);
  const hostedZone = { id: 'Z0123456789ABCDEFGHIJ', name: 'callmetrik.io' };
  expect(steps({ domain: { ...domain, hostedZone } })).not.toContain('CNAME');
  expect(steps()).not.toContain('CNAME');
});

test('the vendor’s token is never on a command line', () => {
  expect(steps()).toContain('--secret-string file://token.txt');
});
