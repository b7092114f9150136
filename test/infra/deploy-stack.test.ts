// What only our own stack has: protection, a tag, and the commit, which changes nothing but an output.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addStage } from '../../infra/add-stage.ts';
import { currentCommit } from '../../infra/deploy/current-commit.ts';
import { exampleStage, resourcesOf, synthesiseStage, withApp } from '../support/stage-template.ts';

const stackOf = (changes: Parameters<typeof exampleStage>[0] = {}, commit?: string) =>
  withApp((app, soxLayerZip) => {
    addStage(app, exampleStage({ name: 'prod', ...changes }), soxLayerZip, commit ?? '');
    const { template, tags, terminationProtection } = app.synth().getStackByName('Voxgate-prod');
    return { template, tags, terminationProtection };
  });

describe('the stack', () => {
  const plain = stackOf();

  test('cannot be deleted by mistake, until the stage says that it may', () => {
    expect(plain.terminationProtection).toBe(true);
    expect(stackOf({ terminationProtection: false }).terminationProtection).toBe(false);
  });

  test('is tagged with its stage, and with nothing that changes from commit to commit', () => {
    expect(plain.tags).toEqual({ Stage: 'prod' });
    expect(stackOf({}, 'c0ffee').tags).toEqual({ Stage: 'prod' });
  });

  test('tells the commit in an output, and no resource knows of it', () => {
    const one = stackOf({}, 'c0ffee').template;
    expect(one.Outputs.Commit.Value).toBe('c0ffee');
    expect(one.Resources).toEqual(stackOf({}, 'decade').template.Resources);
  });

  test('has no such output when nobody knows the commit', () => {
    expect(Object.keys(plain.template.Outputs)).toContain('BaseUrl');
    expect(Object.keys(plain.template.Outputs)).not.toContain('Commit');
  });
});

test('the API is listed under the name of its stage', () => {
  const [api] = resourcesOf(synthesiseStage(exampleStage({ name: 'prod' })), 'AWS::ApiGatewayV2::Api');
  expect(api?.properties.Name).toBe('Voxgate-prod');
});

describe('the commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxgate-commit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@voxgate.example'];
  const git = (...words: readonly string[]): string =>
    execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' }).trim();

  test('is unknown without history, and in somebody else’s; then it is the hash, marked when a file differs', () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    expect(currentCommit(folder)).toBeUndefined();
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message', 'theirs');
    expect(currentCommit(folder)).toBeUndefined();
    git('add', 'package.json');
    git('commit', '--quiet', '--message', 'ours');
    git('tag', 'v1');
    const hash = git('rev-parse', 'HEAD');
    expect(currentCommit(folder)).toBe(hash);
    writeFileSync(join(folder, 'package.json'), '{ }');
    expect(currentCommit(folder)).toBe(`${hash}-dirty`);
  });
});
