// A deployment from its first question to CDK: what is refused here never reaches the account.
import type { Stage } from '../stage.ts';
import { showCheck } from './check.ts';
import { type DeployArguments, usage } from './read-arguments.ts';
import { adviseOn, checkSettings, exampleName } from './read-settings.ts';
import type { Rehearsal } from './rehearse.ts';

export interface DeploymentDeps {
  readSettings(stageName: string): Stage;
  /** Layer, synthesis, limits. */
  rehearse(stage: Stage): Promise<Rehearsal>;
  /** @returns the exit code of `cdk deploy` */
  cdkDeploy(stageName: string, cdkArguments: readonly string[]): Promise<number>;
  say(line: string): void;
}

/**
 * @returns the exit code
 * @throws Error that says what to do, when the settings are wrong or something cannot be built
 */
export const runDeployment = async (
  { stage: named, isDryRun, cdkArguments }: DeployArguments,
  { readSettings, rehearse, cdkDeploy, say }: DeploymentDeps,
): Promise<number> => {
  if (!isDryRun && (named === undefined || named === exampleName)) {
    throw new Error(
      `The example's settings name no vendor and are never deployed. Say which stage: npm run deploy -- --stage NAME\n\n${usage}`,
    );
  }
  const stageName = named ?? exampleName;
  const stage = readSettings(stageName);
  const settings = checkSettings(stage);
  for (const check of [settings, ...adviseOn(stage)]) say(showCheck(check));
  if (!isDryRun && !settings.isGood) return 1;
  const { isGood, report } = await rehearse(stage);
  if (isDryRun) {
    for (const line of ['', ...report, '']) say(line);
    say('Dry run: nothing was sent to AWS.');
  }
  if (!settings.isGood || !isGood) {
    say('Not fit to be deployed: mend what is marked ✗ above.');
    return 1;
  }
  return isDryRun ? 0 : cdkDeploy(stageName, cdkArguments);
};
