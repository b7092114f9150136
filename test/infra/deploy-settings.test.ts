// A settings file that is wrong stops a deployment, with a sentence that says how to mend it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adviseOn, findPlaceholders, readSettings } from '../../infra/deploy/read-settings.ts';
import { loadStage, parseStage } from '../../infra/stage.ts';

const right = {
  callmetrik: { baseUrl: 'https://api.callmetrik.io', userId: 'u-17' },
  webhookAuth: 'token',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voxgate-stages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (text: string) => {
  await writeFile(join(folder, 'prod.json'), text);
  return () => readSettings('prod', folder);
};

test('the file’s name is the name of the stage', async () => {
  expect((await read(JSON.stringify(right)))()).toMatchObject({ name: 'prod', ...right });
});

test('a file that says another name is refused: it would deploy over another stage', async () => {
  expect(await read(JSON.stringify({ ...right, name: 'staging' }))).toThrow(
    /name is "staging" in prod\.json: leave it out/,
  );
  expect((await read(JSON.stringify({ ...right, name: 'prod' })))()).toMatchObject({ name: 'prod' });
});

test('a file that is missing: what to copy, and which there are', async () => {
  await read('{}');
  expect(() => readSettings('staging', folder)).toThrow(
    /no infra\/stages\/staging\.json \(there are: prod\)/,
  );
  expect(() => readSettings('staging', folder)).toThrow(/cp infra\/stages\/example\.json/);
});

test('a name is no path', () => {
  for (const name of ['../stages/example', 'a/b', '', 'Prod']) {
    expect(() => readSettings(name, folder)).toThrow(/cannot be a stage/);
  }
});

test('a comma too many is told with the file’s name', async () => {
  expect(await read('{"webhookAuth": "token",}')).toThrow(/infra\/stages\/prod\.json is no JSON/);
});

test.each([
  [{ webhookAuth: 'token' }, /callmetrik must be an object with your vendor's "baseUrl"/],
  [
    { ...right, callmetrik: { userId: 'u' } },
    /callmetrik\.baseUrl must be the address that your vendor gave/,
  ],
  [{ ...right, architecture: 'arm' }, /architecture must be "arm64" or "x86_64"/],
  [{ ...right, logRetentionDays: 8 }, /logRetentionDays must be 7, 14, 30, 90 or 365/],
  [{ ...right, webhookAuth: 'none' }, /Set it to token, header:x-name or hmac:x-name/],
  [{ ...right, colour: 'red' }, /colour[\s\S]*docs\/deploy\.md/],
  [{ ...right, alarmEmail: 'operators' }, /alarmEmail must be an e-mail address that somebody reads/],
])('%j is refused with its fix', async (settings, message) => {
  expect(await read(JSON.stringify(settings))).toThrow(message);
});

describe('placeholders', () => {
  test.each(['example', 'example-full'])('the settings of %s are nobody’s', (name) => {
    const found = findPlaceholders(loadStage(name)).join(' ');
    expect(found).toContain('callmetrik.baseUrl');
    expect(found).toContain('callmetrik.userId');
  });

  test('a copy of which only half was filled in is still one', () => {
    const userId = parseStage({
      name: 'prod',
      ...right,
      callmetrik: { ...right.callmetrik, userId: 'your-user-id' },
    });
    expect(findPlaceholders(userId)).toEqual(['callmetrik.userId "your-user-id"']);
    const domain = { ...right, publicBaseUrl: 'https://calls.example.com' };
    expect(findPlaceholders(parseStage({ name: 'prod', ...domain })).join()).toContain('calls.example.com');
  });

  test('an address for alarms that nobody has is one', () => {
    for (const alarmEmail of ['operators@example.com', 'ops@voxgate.example']) {
      const stage = parseStage({ name: 'prod', ...right, alarmEmail });
      expect(findPlaceholders(stage)).toEqual([`alarmEmail "${alarmEmail}"`]);
    }
    const stage = parseStage({ name: 'prod', ...right, alarmEmail: 'ops@callmetrik.io' });
    expect(findPlaceholders(stage)).toEqual([]);
  });

  test('settings that are somebody’s pass', () => {
    expect(findPlaceholders(parseStage({ name: 'prod', ...right }))).toEqual([]);
    const publicBaseUrl = 'https://calls.latest-example.io';
    expect(findPlaceholders(parseStage({ name: 'prod', ...right, publicBaseUrl }))).toEqual([]);
  });
});

describe('alarm mails', () => {
  test.each(['docs/runbook.md', 'https://wiki.example.com/runbook', 'wiki/runbook'])(
    'that link to %s are warned of, and deployed all the same',
    (runbookUrl) => {
      const [advice, ...more] = adviseOn(parseStage({ name: 'prod', ...right, runbookUrl }));
      expect(more).toEqual([]);
      expect(advice).toMatchObject({ isGood: true, isWarning: true });
      expect(advice?.says).toContain(`runbookUrl is "${runbookUrl}": the links in alarm mails lead nowhere`);
    },
  );

  test('that link to a page of one’s own are not', () => {
    const runbookUrl = 'https://wiki.callmetrik.io/voxgate/runbook';
    expect(adviseOn(parseStage({ name: 'prod', ...right, runbookUrl }))).toEqual([]);
  });
});
