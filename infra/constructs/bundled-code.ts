// A function's code: its handler and all it imports in one file, made in process by esbuild; the panel's with its files beside it.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { builtConsole } from '../../console/built-console.ts';

const root = join(import.meta.dirname, '../..');

/** Parts of the SDK that no function uses; what stands in their place says why. */
const leftOut = (name: string) => join(root, 'shared/aws/left-out', `${name}.ts`);
const alias = {
  '@aws-sdk/credential-provider-node': leftOut('lambda-credentials'),
  '@aws-sdk/endpoint-cache': leftOut('endpoint-cache'),
  '@smithy/core/event-streams': leftOut('event-streams'),
};

/**
 * CommonJS without dynamic import: an ESM `import 'node:http'` and the SDK's `import()` each load undici at start, 25 to
 * 40 ms that no function here needs.
 */
const bundle = (entry: string, outfile: string): void => {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    supported: { 'dynamic-import': false },
    alias,
    absWorkingDir: root,
    logLevel: 'warning',
  });
};

/** What lies beside a function's code, by its folder: name → where it comes from. */
const besides: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'functions/admin/serve-panel': { panel: builtConsole },
};

const ship = (folder: string, directory: string): void => {
  for (const [name, source] of Object.entries(besides[folder] ?? {})) {
    cpSync(source(), join(directory, name), { recursive: true });
  }
};

/**
 * aws-lambda-nodejs would start npm for each function, a second or more each: here it takes a tenth of that.
 * @param folder the function's, relative to the root: holds `handler.ts`
 */
export const bundledCode = (folder: string): AssetCode =>
  Code.fromAsset(join(root, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by CDK, never used: no container engine is needed.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (outputDirectory) => {
          bundle(join(root, folder, 'handler.ts'), join(outputDirectory, 'index.js'));
          ship(folder, outputDirectory);
          return true;
        },
      },
    },
  });
