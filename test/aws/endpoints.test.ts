// Where AWS is, no code of ours says: endpoint, region and credentials are the SDK's own environment variables.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What runs on AWS, or is started against it by an operator. The local engine knows where its own services are. */
const sources = async (): Promise<readonly string[]> => {
  const below = await Promise.all(
    ['functions', 'shared', 'infra'].map(async (room) =>
      (await readdir(join(root, room), { recursive: true })).map((file) => join(room, file)),
    ),
  );
  return below.flat().filter((file) => file.endsWith('.ts') && !file.startsWith('infra/local/'));
};

/** The text between the parentheses of each `new …Client(…)`. */
const clientOptions = (text: string): readonly string[] =>
  [...text.matchAll(/new \w+Client\(/g)].map(({ index, 0: opening }) => {
    const start = index + opening.length;
    let depth = 1;
    let end = start;
    while (depth > 0 && end < text.length) {
      if (text[end] === '(') depth += 1;
      if (text[end] === ')') depth -= 1;
      end += 1;
    }
    return text.slice(start, end - 1);
  });

test('no client of ours is told an endpoint, a region or credentials', async () => {
  const made: string[] = [];
  for (const file of await sources()) {
    for (const options of clientOptions(await readFile(join(root, file), 'utf8'))) {
      made.push(options);
      expect(options, file).not.toMatch(/endpoint|region|credentials/i);
    }
  }
  // DynamoDB, SQS, S3 and Secrets Manager at the least: else this test looks in the wrong place.
  expect(made.length).toBeGreaterThanOrEqual(4);
});

test('it would find one', () => {
  expect(clientOptions("const s3 = new S3Client({ maxAttempts: max(1, 2), endpoint: 'http://x' });")).toEqual(
    ["{ maxAttempts: max(1, 2), endpoint: 'http://x' }"],
  );
});
