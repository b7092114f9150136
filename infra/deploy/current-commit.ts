// The commit that is about to be deployed, for the output that tells it afterwards.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * The full hash, with `-dirty` behind it where a tracked file differs from that commit.
 * Undefined without git or outside its history: then nobody could say.
 */
export const currentCommit = (directory: string = root): string | undefined => {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  try {
    // Fails where the folder merely lies inside somebody else's history.
    git('ls-files', '--error-unmatch', 'package.json');
    return git('describe', '--always', '--dirty', '--abbrev=40', '--exclude=*').trim() || undefined;
  } catch {
    return undefined;
  }
};
