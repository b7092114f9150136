// What the documents tell an operator to type is there: outputs by their names, commands that see the whole stack.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accountSteps } from '../../infra/deploy/account-steps.ts';
import { exampleStage, synthesiseStage } from '../support/stage-template.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(new URL('../../docs/', import.meta.url)).map((one) => `docs/${one}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => [path, read(path)] as const);

const domain = {
  name: 'calls.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000',
};
const outputs = new Set(
  [exampleStage(), exampleStage({ domain })].flatMap((stage) =>
    Object.keys(synthesiseStage(stage).toJSON().Outputs),
  ),
);

/** "the output `X`", "<output X>", "the output X"; and the second of "`XArn` or `YArn`". */
const outputsNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(/\boutput `?([A-Z]\w+)|`([A-Z]\w+Arn)`/g)].map(([, said, arn]) => said ?? arn ?? '');

describe('every output that is named is there under that very name', () => {
  test.each(pages.filter(([, text]) => outputsNamedIn(text).length > 0))('in %s', (_, text) => {
    expect([...outputs]).toEqual(expect.arrayContaining([...new Set(outputsNamedIn(text))]));
  });

  test('in what a rehearsal prints', () => {
    const template = { Resources: {}, Parameters: {}, Outputs: { WebhookSecretArn: { Value: '' } } };
    const said = outputsNamedIn(
      accountSteps({ template, stageName: 'prod', bootstrapVersion: 6 }).join('\n'),
    );
    expect(said.length).toBeGreaterThan(2);
    expect([...outputs]).toEqual(expect.arrayContaining([...said]));
  });

  test('and those that an operator cannot do without are named', () => {
    const [, deploy = ''] = pages.find(([path]) => path === 'docs/deploy.md') ?? [];
    expect(outputsNamedIn(deploy)).toEqual(
      expect.arrayContaining([
        'BaseUrl',
        'AlarmTopicArn',
        'AccountsTableName',
        'VendorTokenArn',
        'WebhookSecretArn',
      ]),
    );
  });
});

test.each(pages)(
  '%s lists the stack with the call that has pages: the other ends at 100 resources',
  (_, text) => {
    expect(text).not.toContain('describe-stack-resources');
  },
);
