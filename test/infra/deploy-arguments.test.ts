// What `npm run deploy` understands, and what it leaves to CDK.
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../infra/deploy/read-arguments.ts';

const plain = { stage: undefined, isDryRun: false, wantsHelp: false, cdkArguments: [] };

describe('the stage', () => {
  test.each([
    [['--stage', 'prod']],
    [['--stage=prod']],
    [['-c', 'stage=prod']],
    [['--context', 'stage=prod']],
    [['--context=stage=prod']],
    [['--stage', 'prod', '-c', 'stage=prod']],
  ])('%j names prod', (argv) => {
    expect(readArguments(argv)).toEqual({ ...plain, stage: 'prod' });
  });

  test('two stages are refused: one of them would be deployed by mistake', () => {
    expect(() => readArguments(['--stage', 'prod', '-c', 'stage=test'])).toThrow(/prod and test/);
  });

  test('a name that is missing is not taken for none', () => {
    expect(() => readArguments(['--stage'])).toThrow(/needs a name/);
    expect(() => readArguments(['-c', 'stage='])).toThrow(/needs a name/);
  });
});

test('what is ours does not reach CDK, and what is not reaches it in its order', () => {
  const argv = [
    '--dry-run',
    '--profile',
    'work',
    '-c',
    'a=b=c',
    '--stage',
    'prod',
    '--require-approval=never',
  ];
  expect(readArguments(argv)).toEqual({
    ...plain,
    stage: 'prod',
    isDryRun: true,
    cdkArguments: ['--profile', 'work', '-c', 'a=b=c', '--require-approval=never'],
  });
});
