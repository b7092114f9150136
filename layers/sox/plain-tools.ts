// Fetching and unpacking where there is no Debian: with Node, and with the `tar` that every Unix has.
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { PackageTools, WantedFile } from './package-tools.ts';
import { runTool } from './run-tool.ts';

const fetchTimeoutMs = 60_000;

export const plainTools: PackageTools = {
  download: async (wanted) => {
    const reasons = new Map<string, string>();
    for (const file of wanted) {
      const reason = await downloadOne(file).catch(reasonOf);
      if (reason) reasons.set(file.url, reason);
    }
    return reasons;
  },
  unpack: async (file, folder) => {
    const archive = `${folder}.tar`;
    await writeFile(archive, dataMember(await readFile(file)));
    // tar tells the compression by itself; `o`: files belong to whoever unpacks.
    await runTool('tar', ['-xof', archive, '-C', folder]);
    await rm(archive);
  },
};

async function downloadOne({ url, target, sha256 }: WantedFile): Promise<string | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (!answer.ok) return `${answer.status} ${answer.statusText}`.trim();
  const content = Buffer.from(await answer.arrayBuffer());
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== sha256) return `Hash Sum mismatch: its SHA256 is ${found}`;
  await writeFile(target, content);
  return undefined;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** A `.deb` is an `ar` archive: after 8 bytes of magic, members with headers of 60 bytes at even offsets (deb(5)). */
function dataMember(deb: Buffer): Buffer {
  for (let at = 8; at + 60 <= deb.length; ) {
    const bytes = Number(deb.toString('latin1', at + 48, at + 58));
    const start = at + 60;
    if (deb.toString('latin1', at, at + 9) === 'data.tar.') return deb.subarray(start, start + bytes);
    at = start + bytes + (bytes % 2);
  }
  throw new Error('The package has no data.tar: it is damaged.');
}
