// What the documents tell an operator to type is there: outputs by their names, commands that see the whole stack.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { addStage } from '../../infra/add-stage.ts';
import { reservedConcurrency, unreservedMinimum } from '../../infra/deploy/account-steps.ts';
import { nextSteps } from '../../infra/deploy/next-steps.ts';
import type { Template } from '../../infra/local/engine/template/assembly.ts';
import { stageSchema } from '../../infra/stage.ts';
import { exampleStage, synthesiseStage, withApp } from '../support/stage-template.ts';

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
const outputs = withApp((app, soxLayerZip) => {
  const stages = [exampleStage(), exampleStage({ name: 'named', domain })];
  for (const stage of stages) addStage(app, stage, soxLayerZip, 'c0ffee');
  return new Set(app.synth().stacks.flatMap(({ template }) => Object.keys(template.Outputs)));
});

const [, deployPage = ''] = pages.find(([path]) => path === 'docs/deploy.md') ?? [];
const [, readme = ''] = pages.find(([path]) => path === 'README.md') ?? [];
/** From its heading to the next of its rank. */
const sectionOf = (page: string, heading: string): string =>
  page.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '';

/** "the output `X`", "<output X>", "the output X"; and the second of "`XArn` or `YArn`". */
const outputsNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(/\boutput `?([A-Z]\w+)|`([A-Z]\w+Arn)`/g)].map(([, said, arn]) => said ?? arn ?? '');

describe('every output that is named is there under that very name', () => {
  test.each(pages.filter(([, text]) => outputsNamedIn(text).length > 0))('in %s', (_, text) => {
    expect([...outputs]).toEqual(expect.arrayContaining([...new Set(outputsNamedIn(text))]));
  });

  test('in what a rehearsal prints', () => {
    const steps = [exampleStage({ name: 'prod' }), exampleStage({ domain })].flatMap(nextSteps);
    const said = new Set(outputsNamedIn(steps.join('\n')));
    expect(said.size).toBeGreaterThan(5);
    expect([...outputs]).toEqual(expect.arrayContaining([...said]));
  });

  test('and those that an operator cannot do without are named', () => {
    expect(outputsNamedIn(deployPage)).toEqual(
      expect.arrayContaining([
        'BaseUrl',
        'Commit',
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

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly default?: unknown;
}

/** `domain`, `domain.name`, …: each with what it is when it is left out. */
const settingsIn = (schema: JsonSchema, prefix = ''): readonly (readonly [string, string])[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, one]) => {
    const own = [
      `${prefix}${key}`,
      one.default === undefined ? '–' : `\`${JSON.stringify(one.default)}\``,
    ] as const;
    // A vendor there must be: its settings speak for it.
    return [...(own[0] === 'callmetrik' ? [] : [own]), ...settingsIn(one, `${prefix}${key}.`)];
  });

test('the table of settings has each that a stage takes, with its default, and no other', () => {
  const rows = [...sectionOf(deployPage, 'Settings').matchAll(/^\| `([\w.]+)` \| (\S+) \|/gm)];
  const wanted = settingsIn(z.toJSONSchema(stageSchema, { io: 'input' }) as JsonSchema);
  expect(wanted.length).toBeGreaterThan(30);
  expect(rows.map(([, name, value]) => [name, value]).sort()).toEqual([...wanted].sort());
});

test('the concurrency that is asked for is what the contracts set aside, and what AWS keeps free', () => {
  const reserved = reservedConcurrency(synthesiseStage(exampleStage()).toJSON() as Template);
  const needed = reserved + unreservedMinimum;
  expect(deployPage).toContain(`before the first deployment, ${needed} with the defaults`);
  expect(deployPage).toContain(`sets aside its own, ${reserved} with the defaults`);
  expect(readme).toContain(`it needs ${needed}\n`);
  expect(readme).toContain(`each further stage ${reserved} more`);
});

describe('the steps of a first deployment', () => {
  const marks = [
    /cp infra\/stages\/example\.json infra\/stages\/prod\.json|Copy `infra\/stages\/example\.json`/,
    /npm run deploy -- --stage prod(?:\n|`)/,
    /mail (?:that AWS sen|to the stage's `alarmEmail`)/,
    /npm run admin-key -- --table/,
    /--secret-string file:\/\/token\.txt/,
    /BaseUrl>\/voiceTranscription\/voiceTranscriptionWebhook\.php/,
    /WebhookSecretArn/,
  ];

  test.each([
    ['README.md', sectionOf(readme, 'Deploy it')],
    ['docs/deploy.md', deployPage.slice(deployPage.indexOf('## Settings'))],
    ['a rehearsal', nextSteps(exampleStage({ alarmEmail: 'a@callmetrik.io' })).join('\n')],
  ])('stand in %s in the one order', (_, text) => {
    const places = marks.map((mark) => text.search(mark));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

test.each(pages)('%s puts no secret on a command line', (_, text) => {
  for (const [, value] of text.matchAll(/--secret-string (\S+)/g)) expect(value).toMatch(/^file:\/\//);
});
