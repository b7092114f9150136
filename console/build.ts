// The panel's sources → a directory that serve-panel serves from: page, hashed files each three times, and their table.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const brotli = (bytes: Uint8Array): Uint8Array =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });

/** An HTTP API does not compress: each file lies there as it will leave. */
const compress = async (directory: string): Promise<void> => {
  const table: Record<string, { readonly type: string }> = {};
  for (const name of await readdir(join(directory, 'assets'))) {
    const type = contentTypes[extname(name)];
    if (!type) throw new Error(`console: ${name} has no content type in build.ts`);
    const path = join(directory, 'assets', name);
    const bytes = await readFile(path);
    await writeFile(`${path}.br`, brotli(bytes));
    await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    table[name] = { type };
  }
  await writeFile(join(directory, 'assets.json'), JSON.stringify(table));
};

/** Made beside its place and moved in whole, so that two builds at once do not meet in a half-written one. */
const buildConsole = async (directory: string): Promise<void> => {
  const making = `${directory}-making-${process.pid}`;
  await mkdir(making, { recursive: true });
  try {
    await build({
      configFile: join(import.meta.dirname, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: making },
    });
    await compress(making);
    await rename(making, directory).catch((error: unknown) => {
      // Another build of the same sources was quicker.
      if (!existsSync(join(directory, 'assets.json'))) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Usage: node console/build.ts <directory>');
await buildConsole(directory);
