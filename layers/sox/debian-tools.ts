// Fetching and unpacking on Debian: apt obeys the machine's proxy and certificate settings, dpkg needs no other program.
import { basename } from 'node:path';
import type { PackageTools } from './package-tools.ts';
import { runTool, ToolError } from './run-tool.ts';

/** Part of Debian's essential package `apt`; it checks hashes itself. */
export const aptHelperPath = '/usr/lib/apt/apt-helper';
export const dpkgDebPath = '/usr/bin/dpkg-deb';

export const debianTools: PackageTools = {
  download: async (wanted) => {
    const parameters = wanted.flatMap(({ url, target, sha256 }) => [url, target, `SHA256:${sha256}`]);
    try {
      await runTool(aptHelperPath, ['download-file', ...parameters]);
      return new Map();
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const reasons = reasonsIn(error.output ?? '');
      // apt writes some addresses in another way than it was told them; their ends stay.
      return new Map(wanted.map(({ url }) => [url, reasons.get(basename(url)) ?? error.message]));
    }
  },
  unpack: async (file, folder) => void (await runTool(dpkgDebPath, ['--extract', file, folder])),
};

/** Of all that apt-helper prints, why each file failed, by the file's name. */
function reasonsIn(output: string): Map<string, string> {
  const lines = output.matchAll(/^E: Failed to fetch (\S+) +(.+)$/gm);
  return new Map([...lines].map(([, url = '', reason = '']) => [basename(url), reason]));
}
