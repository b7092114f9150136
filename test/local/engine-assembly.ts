// Beneath the engine's tests: writes small cloud assemblies by hand, starts engines on them, and waits for log lines.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Engine, type EngineOptions, startEngine } from '../../infra/local/engine/engine.ts';
import type { LogEntry } from '../../infra/local/engine/functions/functions.ts';

export interface FunctionSpec {
  /** CommonJS source of index.js. */
  readonly code: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface AssemblySpec {
  readonly functions?: Readonly<Record<string, FunctionSpec>>;
  readonly resources?: Readonly<Record<string, { Type: string; Properties?: Record<string, unknown> }>>;
  /** Asset file or directory by S3 key. */
  readonly assets?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, { Value: unknown }>>;
}

export function temporaryDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), 'engine-test-'));
}

/** Writes what `cdk synth` would for a stack named Test. */
export function writeAssembly(directory: string, spec: AssemblySpec): string {
  const out = path.join(directory, 'cdk.out');
  mkdirSync(out, { recursive: true });
  const resources: Record<string, unknown> = { ...spec.resources };
  const assets = new Map(Object.entries(spec.assets ?? {}));
  for (const [logicalId, { code, properties }] of Object.entries(spec.functions ?? {})) {
    const asset = `asset.${logicalId}`;
    mkdirSync(path.join(out, asset), { recursive: true });
    writeFileSync(path.join(out, asset, 'index.js'), code);
    assets.set(`${logicalId}.zip`, asset);
    resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::AccountId}` }, S3Key: `${logicalId}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        ...properties,
      },
    };
  }
  const files = Object.fromEntries(
    [...assets].map(([objectKey, source]) => [
      objectKey,
      {
        source: { path: source, packaging: 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey } },
      },
    ]),
  );
  const artifacts = {
    'Test.assets': { type: 'cdk:asset-manifest', properties: { file: 'Test.assets.json' } },
    Test: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Test.template.json' } },
  };
  writeJson(path.join(out, 'manifest.json'), { artifacts });
  writeJson(path.join(out, 'Test.assets.json'), { files });
  writeJson(path.join(out, 'Test.template.json'), { Resources: resources, Outputs: spec.outputs });
  return out;
}

/** An HTTP API with one route per entry, route key to logical id of the function. */
export function httpApi(routes: Readonly<Record<string, string>>): AssemblySpec['resources'] {
  const resources: Record<string, { Type: string; Properties: Record<string, unknown> }> = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Api', ProtocolType: 'HTTP' } },
  };
  for (const [index, [routeKey, target]] of Object.entries(routes).entries()) {
    resources[`Integration${index}`] = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [target, 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    };
    resources[`Route${index}`] = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: routeKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${index}` }]] },
      },
    };
  }
  return resources;
}

export interface TestEngine extends Engine {
  /** The next log line, seen or still to come, that holds the text; each line is handed out once. */
  line(text: string): Promise<string>;
  readonly lines: readonly LogEntry[];
}

/** @param directory holds the assembly and, in `data`, the engine's data directory */
export async function startTestEngine(
  directory: string,
  spec: AssemblySpec,
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const lines: LogEntry[] = [];
  const taken = new Set<LogEntry>();
  const waiters = new Set<() => void>();
  const engine = await startEngine({
    assemblyDirectory: writeAssembly(directory, spec),
    dataDirectory: path.join(directory, 'data'),
    port: 0,
    log(entry) {
      lines.push(entry);
      for (const waiter of waiters) waiter();
    },
    ...options,
  });
  return {
    ...engine,
    lines,
    line: (text) =>
      new Promise((resolve) => {
        const look = () => {
          const found = lines.find((entry) => !taken.has(entry) && entry.line.includes(text));
          if (found === undefined) return;
          taken.add(found);
          waiters.delete(look);
          resolve(found.line);
        };
        waiters.add(look);
        look();
      }),
  };
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value));
}
