// First step of a deployment: what the command line asks for. What it does not know it refuses: CDK ignores a misspelt option.
import { nearestName } from './nearest-name.ts';

export interface DeployArguments {
  /** As `--stage` or `-c stage=` names it. */
  readonly stage: string | undefined;
  readonly isDryRun: boolean;
  readonly wantsHelp: boolean;
  readonly cdkArguments: readonly string[];
}

const ownOptions = ['--stage', '--dry-run', '--help'];

/** Options of `cdk deploy` that are handed on from anywhere in the line: with a value, and without. */
const valueOptions = [
  ...['--profile', '--region', '--role-arn', '-r', '--require-approval', '--outputs-file', '-O'],
  ...['--method', '-m', '--change-set-name', '--progress'],
];
const plainOptions = ['--yes', '-y', '--force', '-f', '--verbose', '-v', '--no-rollback', '--ci'];

/** CDK's own that look like ours. */
const lookalikes = ['--tags', '--staging'];

export const usage = `usage: npm run deploy -- [--dry-run] --stage NAME [options of cdk deploy] [-- any other option of cdk deploy]

  --stage NAME   deploys with infra/stages/NAME.json; -c stage=NAME says the same
  --dry-run      checks all that needs no account and says what would be done; without --stage it takes the example's settings

Handed on to cdk deploy: -c KEY=VALUE, ${[...valueOptions, ...plainOptions].filter((one) => one.startsWith('--')).join(', ')},
and whatever stands after another --`;

const refuse = (why: string): never => {
  throw new Error(`${why}\n\n${usage}`);
};

const nameOf = (word: string): string => word.split('=')[0] ?? '';

const refuseUnknown = (word: string): never => {
  if (!word.startsWith('-')) return refuse(`"${word}" is no option: a stage is named by --stage ${word}`);
  const ours = nearestName(nameOf(word), ownOptions);
  if (ours) return refuse(`${word} is not known: did you mean ${ours}?`);
  const near = nearestName(nameOf(word), [...valueOptions, ...plainOptions]);
  const question = near ? `: did you mean ${near}?` : '.';
  return refuse(
    `${word} is not known${question} An option of cdk deploy that is not listed goes after another --`,
  );
};

/** Before CDK's own options a word of ours is a mistake that would deploy. */
const checkHandedOn = (words: readonly string[]): void => {
  for (const [index, word] of words.entries()) {
    const isContext = ['-c', '--context'].includes(words[index - 1] ?? '');
    if ((isContext && word.startsWith('stage=')) || /^(-c|--context)=?stage=/.test(word)) {
      refuse(`${word} stands after --, where only CDK reads it: name the stage before`);
    }
    if (!word.startsWith('--') || lookalikes.includes(nameOf(word))) continue;
    const ours = nearestName(nameOf(word), ownOptions);
    if (ours) refuse(`${word} stands after --, where only CDK reads it: ${ours} goes before`);
  }
};

/** The words one by one, each with the value that follows it or stands behind its `=`. */
class Line {
  readonly #rest: string[];

  constructor(words: readonly string[]) {
    this.#rest = [...words];
  }

  next(): string | undefined {
    return this.#rest.shift();
  }

  valueOf(word: string): string {
    if (word.includes('=')) return word.slice(word.indexOf('=') + 1);
    const value = this.#rest.shift() ?? '';
    return value === '' || value.startsWith('-') ? refuse(`${word} needs a value`) : value;
  }
}

/**
 * @param environment where npm puts options that stand before its own `--`: a dry run asked for there is one
 * @throws Error when it names two stages, or says anything that is not known
 */
export const readArguments = (
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): DeployArguments => {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const line = new Line(argv.slice(0, end));
  const handedOn = argv.slice(end + 1);
  checkHandedOn(handedOn);
  const stages = new Set<string>();
  const cdkArguments: string[] = [];
  let isDryRun = environment.npm_config_dry_run === 'true';
  let wantsHelp = false;
  for (let word = line.next(); word !== undefined; word = line.next()) {
    const option = nameOf(word);
    if (word === '--dry-run') isDryRun = true;
    else if (word === '--help' || word === '-h') wantsHelp = true;
    else if (option === '--stage') stages.add(line.valueOf(word) || refuse('--stage needs a value'));
    else if (option === '-c' || option === '--context') {
      const context = line.valueOf(word);
      if (!context.startsWith('stage=')) cdkArguments.push('-c', context);
      else stages.add(context.slice('stage='.length) || refuse('-c stage= needs a value'));
    } else if (valueOptions.includes(option)) cdkArguments.push(option, line.valueOf(word));
    else if (plainOptions.includes(word)) cdkArguments.push(word);
    else refuseUnknown(word);
  }
  if (stages.size > 1) refuse(`Two stages are named, ${[...stages].join(' and ')}: say one`);
  const [stage] = stages;
  return { stage, isDryRun, wantsHelp, cdkArguments: [...cdkArguments, ...handedOn] };
};
