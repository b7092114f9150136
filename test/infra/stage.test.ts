// A stage's settings are checked before anything is built from them, and what is wrong is named with its fix.
import { describe, expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import { loadStage, parseStage } from '../../infra/stage.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { number, numbers } from '../../shared/env.ts';
import { exampleStage, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

const good = {
  name: 'prod',
  callmetrik: { baseUrl: 'https://callmetrik.example.com', userId: 'u' },
  webhookAuth: 'token',
};

test('a stage needs a vendor, a way to prove its webhooks, and nothing else', () => {
  expect(parseStage(good)).toMatchObject({
    architecture: 'arm64',
    corsOrigin: '*',
    reserveConcurrency: true,
    terminationProtection: true,
    downloadAllowCidrs: [],
    forwardAllowCidrs: [],
    settings: {},
  });
});

describe('an open webhook', () => {
  test('is refused, also by leaving its proof out', () => {
    for (const webhookAuth of ['none', undefined]) {
      expect(() => parseStage({ ...good, webhookAuth })).toThrow(/anybody could write results/);
      expect(() => parseStage({ ...good, webhookAuth })).toThrow(/allowUnsignedWebhook: true/);
    }
  });

  test('is possible when it is said out loud, and then has no secret', () => {
    const stage = exampleStage({ webhookAuth: 'none', allowUnsignedWebhook: true });
    const template = synthesiseStage(stage);
    const names = resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ id }) => id);
    expect(names.filter((id) => id.startsWith('WebhookSecret'))).toEqual([]);
    expect(JSON.stringify(template.toJSON().Outputs)).not.toContain('WebhookSecret');
  });

  test('is what a proof prevents: then the secret exists and its ARN is told', () => {
    const template = synthesiseStage(exampleStage({ webhookAuth: 'hmac:x-signature' }));
    const names = resourcesOf(template, 'AWS::SecretsManager::Secret').map(({ id }) => id);
    expect(names.filter((id) => id.startsWith('WebhookSecret'))).toHaveLength(1);
    expect(Object.keys(template.toJSON().Outputs)).toContain('WebhookSecretArn');
  });
});

test.each([
  [{ webhookAuth: 'basic' }, /webhookAuth is "basic": use none, token, header:x-name or hmac:x-name/],
  [{ webhookAuth: 'header' }, /header:x-name/],
  [{ webhookAuth: 'header:X-Upper' }, /header:x-name/],
  [{ publicBaseUrl: 'https://gateway.example/' }, /without a slash at its end/],
  [{ publicBaseUrl: 'gateway.example' }, /http or https URL/],
  [{ publicBaseUrl: 'https://gateway.example?x=1' }, /http or https URL/],
  [{ alarmEmail: 'operators' }, /alarmEmail/],
  [{ noResultMinutes: 1 }, /noResultMinutes/],
  [{ requestsPerSecond: 0 }, /requestsPerSecond/],
  [{ colour: 'red' }, /colour/],
  [{ alarmMail: 'a@b.io' }, /"alarmMail" is no setting: did you mean alarmEmail\? There are: name, domain, /],
  [{ colour: 'red' }, /"colour" is no setting\. There are: /],
  [{ callmetrik: { ...good.callmetrik, baseURL: 'x' } }, /did you mean baseUrl\?/],
  [{ settings: { SUBMIT_WAIT: 7 } }, /"SUBMIT_WAIT" is no setting: did you mean SUBMIT_WAIT_SECONDS\?/],
  [{ settings: { SUBMIT_WAIT_SECONDS: true } }, /must be a number[\s\S]*settings\.SUBMIT_WAIT_SECONDS/],
  [{ settings: { SUBMIT_WAIT_SECONDS: 'abc' } }, /"abc" must be a number[\s\S]*SUBMIT_WAIT_SECONDS/],
  [{ settings: { SUBMIT_WAIT_SECONDS: -5 } }, /-5 must be a number, 0 or more[\s\S]*SUBMIT_WAIT_SECONDS/],
  [{ settings: { SUBMIT_WAIT_SECONDS: '1,2' } }, /"1,2" must be a number/],
  [{ settings: { SUBMIT_WAIT_SECONDS: '' } }, /"" must be a number/],
  [{ settings: { FORWARD_PAUSES_SECONDS: '5,,300' } }, /"5,,300" must be numbers with commas/],
  [{ callmetrik: { ...good.callmetrik, token: 'secret' } }, /token/],
  [{ callmetrik: { userId: 'u' } }, /baseUrl/],
  [{ callmetrik: { ...good.callmetrik, baseUrl: 'https://callmetrik.example.com/' } }, /slash/],
  [{ callmetrik: { ...good.callmetrik, uploadPath: 'no-slash' } }, /uploadPath/],
  [{ architecture: 'riscv' }, /architecture/],
  [{ logRetentionDays: 31 }, /logRetentionDays/],
  [{ name: 'Prod' }, /name/],
  [{ name: '' }, /name/],
])('%o is refused by name', (changes, message) => {
  expect(() => parseStage({ ...good, ...changes })).toThrow(message);
});

test('limits and intervals may be numbers or texts, with a fraction; pauses one or several', () => {
  const settings = { SUBMIT_WAIT_SECONDS: 7.5, LEASE_SECONDS: '30', FORWARD_PAUSES_SECONDS: '5,300.5' };
  expect(parseStage({ ...good, settings }).settings).toEqual(settings);
  expect(parseStage({ ...good, settings: { VENDOR_PAUSES_SECONDS: 5 } }).settings).toBeDefined();
});

test('each function reads a limit or interval by the rule that it was checked with', () => {
  const contracts: readonly FunctionContract[] = catalog;
  const read = contracts.flatMap(({ env }) =>
    Object.entries(settingDefaults).flatMap(([name, value]) =>
      env[name] ? [{ name, schema: env[name], expected: typeof value === 'string' ? numbers : number }] : [],
    ),
  );
  expect(read.length).toBeGreaterThan(20);
  for (const { name, schema, expected } of read) expect(schema === expected, name).toBe(true);
});

test('the example stage is one that synthesises', () => {
  expect(loadStage('example')).toMatchObject({ name: 'example', webhookAuth: 'token' });
});

test('a public base URL is what links are made of; without one it is the API’s own address', () => {
  const baseUrls = (changes: Parameters<typeof exampleStage>[0]) =>
    resourcesOf(synthesiseStage(exampleStage(changes)), 'AWS::Lambda::Function').flatMap(({ properties }) => {
      const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
      return Variables.PUBLIC_BASE_URL ?? [];
    });
  expect(new Set(baseUrls({ publicBaseUrl: 'https://calls.example' }))).toEqual(
    new Set(['https://calls.example']),
  );
  expect(JSON.stringify(baseUrls({}))).toContain('ApiEndpoint');
});
