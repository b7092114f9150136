// First step of a deployment: what the command line asks for. The rest of it is for `cdk deploy`.

export interface DeployArguments {
  /** As `--stage` or `-c stage=` names it. */
  readonly stage: string | undefined;
  readonly isDryRun: boolean;
  readonly wantsHelp: boolean;
  readonly cdkArguments: readonly string[];
}

export const usage = `usage: npm run deploy -- [--dry-run] --stage NAME [options of cdk deploy]

  --stage NAME   deploys with infra/stages/NAME.json; -c stage=NAME says the same
  --dry-run      checks all that needs no account and says what would be done; without --stage it takes the example's settings`;

/** @throws Error when it names no stage, or two */
export const readArguments = (argv: readonly string[]): DeployArguments => {
  const stages = new Set<string>();
  const cdkArguments: string[] = [];
  let isDryRun = false;
  let wantsHelp = false;
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const [option = '', ...values] = word.startsWith('-') ? word.split('=') : [word];
    const value = () => (values.length > 0 ? values.join('=') : rest.shift());
    if (word === '--dry-run') isDryRun = true;
    else if (word === '--help' || word === '-h') wantsHelp = true;
    else if (option === '--stage') stages.add(value() ?? '');
    else if (option === '-c' || option === '--context') {
      const context = value() ?? '';
      if (context.startsWith('stage=')) stages.add(context.slice('stage='.length));
      else cdkArguments.push('-c', context);
    } else cdkArguments.push(word);
  }
  if (stages.size > 1) throw new Error(`Two stages are named, ${[...stages].join(' and ')}: say one`);
  const [stage] = stages;
  if (stage === '') throw new Error(`--stage needs a name\n\n${usage}`);
  return { stage, isDryRun, wantsHelp, cdkArguments };
};
