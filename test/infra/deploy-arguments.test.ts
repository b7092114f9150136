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
    for (const argv of [['--stage'], ['--stage='], ['--stage', '--dry-run']]) {
      expect(() => readArguments(argv)).toThrow(/^--stage needs a value/);
    }
    expect(() => readArguments(['-c', 'stage='])).toThrow(/-c stage= needs a value/);
  });

  test('without its option is told which option that is: npm swallows one that stands before its own --', () => {
    expect(() => readArguments(['prod'])).toThrow(/a stage is named by --stage prod/);
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
    cdkArguments: ['--profile', 'work', '-c', 'a=b=c', '--require-approval', 'never'],
  });
});

describe('a word that is not known is refused: CDK would not look at it, and deploy', () => {
  test.each([
    ['--dryrun', '--dry-run'],
    ['--dry_run', '--dry-run'],
    ['--dry', '--dry-run'],
    ['--Dry-Run', '--dry-run'],
    ['--dry-run=true', '--dry-run'],
    ['--stag', '--stage'],
    ['--satge=prod', '--stage'],
    ['--halp', '--help'],
    ['--profil', '--profile'],
  ])('%s: did you mean %s?', (word, meant) => {
    const message = new RegExp(`^${word} is not known: did you mean ${meant}\\?`);
    expect(() => readArguments(['--stage', 'prod', word])).toThrow(message);
  });

  test('an option of CDK that is not listed is told where it goes, and goes there', () => {
    expect(() => readArguments(['--stage', 'prod', '--rollback', 'false'])).toThrow(/goes after another --/);
    const argv = ['--stage', 'prod', '--yes', '--', '--rollback', 'false', '--tags', 'a=b', '-c', 'x=y'];
    expect(readArguments(argv).cdkArguments).toEqual(['--yes', ...argv.slice(4)]);
  });

  test('an option that needs a value does not take the next option for it', () => {
    expect(() => readArguments(['--stage', 'prod', '--profile', '--dry-run'])).toThrow(
      /--profile needs a value/,
    );
  });

  test.each([
    [['--dry-run'], /--dry-run goes before/],
    [['--dryrun'], /--dry-run goes before/],
    [['--stage', 'test'], /--stage goes before/],
    [['-c', 'stage=test'], /name the stage before/],
    [['--context=stage=test'], /name the stage before/],
  ])('%j after -- is ours all the same', (words, message) => {
    expect(() => readArguments(['--stage', 'prod', '--', ...words])).toThrow(message);
  });
});

test('a dry run that npm took for its own option is one', () => {
  const asNpmSays = { npm_config_dry_run: 'true' };
  expect(readArguments(['--stage', 'prod'], asNpmSays)).toMatchObject({ isDryRun: true, stage: 'prod' });
  expect(readArguments(['--stage', 'prod'], { npm_config_dry_run: '' })).toMatchObject({ isDryRun: false });
});
