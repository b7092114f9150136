// What is not fit to be deployed never reaches CDK; what is fit reaches it with its stage and the caller's options.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../infra/deploy/read-arguments.ts';
import { runDeployment } from '../../infra/deploy/run-deployment.ts';
import { loadStage, parseStage } from '../../infra/stage.ts';

const stages = {
  example: loadStage('example'),
  copied: parseStage({ ...loadStage('example'), name: 'copied' }),
  prod: parseStage({
    name: 'prod',
    callmetrik: { baseUrl: 'https://api.callmetrik.io', userId: 'u-17' },
    webhookAuth: 'token',
  }),
};

/** Runs the command line with a rehearsal and a CDK that only note that they were asked. */
const run = async (line: string, { isGood = true, cdkCode = 0 } = {}) => {
  const said: string[] = [];
  const rehearsed: string[] = [];
  const deployed: unknown[] = [];
  const code = await runDeployment(readArguments(line.split(' ').filter(Boolean)), {
    readSettings: (name) => stages[name as keyof typeof stages],
    rehearse: async ({ name }) => {
      rehearsed.push(name);
      return { isGood, report: ['the report'] };
    },
    cdkDeploy: async (...asked) => {
      deployed.push(asked);
      return cdkCode;
    },
    say: (text) => said.push(text),
  });
  return { code, said: said.join('\n'), rehearsed, deployed };
};

describe('a deployment', () => {
  test('of good settings is rehearsed, then handed to CDK with the stage and the rest of the line', async () => {
    for (const line of ['--stage prod --profile work', '-c stage=prod --profile work']) {
      const { code, rehearsed, deployed } = await run(line);
      expect({ code, rehearsed, deployed }).toEqual({
        code: 0,
        rehearsed: ['prod'],
        deployed: [['prod', ['--profile', 'work']]],
      });
    }
  });

  test('ends as CDK ends', async () => {
    expect(await run('--stage prod', { cdkCode: 3 })).toMatchObject({ code: 3 });
  });

  test('with the example’s placeholders is refused at once, in a copy too', async () => {
    const { code, said, rehearsed, deployed } = await run('--stage copied');
    expect({ code, rehearsed, deployed }).toEqual({ code: 1, rehearsed: [], deployed: [] });
    expect(said).toContain(
      '✗ settings: still an example\'s: callmetrik.baseUrl "https://callmetrik.example.com"',
    );
    await expect(run('--stage example')).rejects.toThrow(/never deployed\. Say which stage/);
    await expect(run('')).rejects.toThrow(/never deployed\. Say which stage/);
  });

  test('that the rehearsal finds unfit does not reach CDK', async () => {
    expect(await run('--stage prod', { isGood: false })).toMatchObject({ code: 1, deployed: [] });
  });
});

describe('a dry run', () => {
  test('reports and deploys nothing', async () => {
    const { code, said, deployed } = await run('--stage prod --dry-run');
    expect({ code, deployed }).toEqual({ code: 0, deployed: [] });
    expect(said).toContain('the report');
  });

  test('tells what is worth a look, which stands against nothing', async () => {
    const { code, said } = await run('--stage prod --dry-run');
    expect(code).toBe(0);
    expect(said).toContain('! runbookUrl is "docs/runbook.md": the links in alarm mails lead nowhere');
  });

  test('without a stage rehearses the example', async () => {
    expect(await run('--dry-run')).toMatchObject({ code: 0, rehearsed: ['example'], deployed: [] });
  });

  test('of what would be refused ends with 1, after all the other checks', async () => {
    expect(await run('--dry-run --stage copied')).toMatchObject({ code: 1, rehearsed: ['copied'] });
    expect(await run('--dry-run --stage prod', { isGood: false })).toMatchObject({ code: 1 });
  });
});

test('the command itself refuses a deployment without a stage, in a sentence and with 1', async () => {
  const deploy = join(import.meta.dirname, '../../infra/deploy.ts');
  const failure = await promisify(execFile)(process.execPath, [deploy]).catch((error) => error);
  expect(failure).toMatchObject({ code: 1 });
  expect(failure.stderr).toMatch(
    /^✗ The example's settings name no vendor and are never deployed\. Say which stage/,
  );
});

const runApp = async (context: object) => {
  const app = join(import.meta.dirname, '../../infra/app.ts');
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) };
  return promisify(execFile)(process.execPath, [app], { env }).catch((error) => error);
};

test('a stage that is not there is told by cdk in a sentence, without a trace through the code', async () => {
  const { code, stderr } = await runApp({ stage: 'nowhere' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^✗ There is no infra\/stages\/nowhere\.json \(there are: example, /);
  expect(stderr).not.toMatch(/^\s+at /m);
});
