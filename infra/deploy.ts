// `npm run deploy`: checks all that can be checked here, then hands over to `cdk deploy`; `--dry-run` stops before that.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Check, showCheck } from './deploy/check.ts';
import { checkNode } from './deploy/check-node.ts';
import { readArguments, usage } from './deploy/read-arguments.ts';

const root = join(import.meta.dirname, '..');
const tell = (check: Check): void => console.log(showCheck(check));
const log = (line: string): void => console.error(line);

/** CDK's own questions and progress go straight to the terminal. */
const cdkDeploy = async (stageName: string, cdkArguments: readonly string[]): Promise<number> => {
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  const words = [cdk, 'deploy', '-c', `stage=${stageName}`, ...cdkArguments];
  const [code] = await once(spawn(process.execPath, words, { cwd: root, stdio: 'inherit' }), 'exit');
  return Number(code ?? 1);
};

const deploy = async (): Promise<number> => {
  const wanted = readArguments(process.argv.slice(2), process.env);
  if (wanted.wantsHelp) {
    console.log(usage);
    return 0;
  }
  const node = checkNode(process.version);
  tell(node);
  if (!node.isGood) return 1;
  // Only now: these need what npm ci brings. All of CDK is loaded when the settings are good.
  const { readSettings } = await import('./deploy/read-settings.ts');
  const { runDeployment } = await import('./deploy/run-deployment.ts');
  return runDeployment(wanted, {
    readSettings,
    rehearse: async (stage) => (await import('./deploy/rehearse.ts')).rehearse({ stage, tell, log }),
    cdkDeploy,
    say: (line) => console.log(line),
  });
};

try {
  process.exitCode = await deploy();
} catch (error) {
  console.error(error instanceof Error ? `✗ ${error.message}` : error);
  process.exitCode = 1;
}
