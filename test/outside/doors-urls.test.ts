// The proof of hostile URLs, all of it; and that a way out whose guard is off is told.
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Row } from '../bench/row.ts';
import { attackByUrls } from '../doors/outgoing/attack-by-urls.ts';
import {
  type AddressSettings,
  type Door,
  downloadDoor,
  forwardDoor,
} from '../doors/outgoing/outgoing-doors.ts';

const run = { seed: 1, smaller: 10, say: () => {} };
const doors = { download: downloadDoor, forward: forwardDoor };
const notMet = (rows: readonly Row[]) =>
  rows.filter(({ target }) => target?.isMet === false).map(({ what }) => what);

const asked = ['http', 'https'].flatMap((scheme) =>
  ['download', 'forward'].map((way) => `hostile forms of a URL, ${scheme}, ${way}`),
);
const answers = 'hostile answers of a name server, download and forward';
const redirects = 'redirects to hostile forms, download and forward';
const left = 'different hostile forms of a URL; files that failed downloads left';
const allowed = 'odd forms of allowed URLs that worked, download; forward';

test('no hostile form of a URL is dialled, and every odd form of an allowed one works', async () => {
  const rows = await attackByUrls(run);
  expect(notMet(rows)).toEqual([]);
  expect(rows.map(({ what }) => what)).toEqual([left, ...asked, answers, redirects, allowed]);
});

/** As if loopback were harmless everywhere; nothing beyond this machine is dialled by it. */
const careless = (settings: AddressSettings): AddressSettings => ({
  ...settings,
  addressPolicy: 'local',
  allowCidrs: ['127.0.0.0/8', '::1/128'],
});

test('a policy that lets loopback pass is told, for each way in', async () => {
  const rows = await attackByUrls(run, {
    download: (settings, toPath) => downloadDoor(careless(settings), toPath),
    forward: (settings) => forwardDoor(careless(settings)),
  });
  expect(notMet(rows)).toEqual([...asked, answers, redirects]);
});

/** What a program does that looks at the text of the URL: it asks, where that stays on this machine. */
const unguarded: Door = async (url) => {
  const { hostname = '' } = URL.parse(url) ?? {};
  if (!/^(127\.|\[::1\]$)/.test(hostname) || /[\d.]@|^(ftp|ws|gopher)/.test(url)) return 'not asked';
  return fetch(url, { redirect: 'manual' }).then(
    ({ status }) => String(status),
    (error: Error) => error.message,
  );
};

test('a fetch without the guard counts as dialled', async () => {
  const rows = await attackByUrls(run, { ...doors, download: () => unguarded });
  expect(notMet(rows)).toEqual(expect.arrayContaining(asked.filter((what) => what.endsWith('download'))));
});

test('a guard that refuses what is allowed is told', async () => {
  const refusing: Door = async () => 'refused';
  const rows = attackByUrls(run, { download: () => refusing, forward: () => refusing });
  await expect(rows).rejects.toThrow('not every redirect was asked for');
  const never = (settings: AddressSettings) => forwardDoor({ ...settings, lookup: async () => [] });
  expect(notMet(await attackByUrls(run, { ...doors, forward: never }))).toEqual([allowed]);
});

test('a file that is left is told', async () => {
  const rows = await attackByUrls(run, {
    ...doors,
    download: (settings, toPath) => async (url) => {
      const outcome = await downloadDoor(settings, toPath)(url);
      await writeFile(`${toPath}.part`, '');
      return outcome;
    },
  });
  expect(notMet(rows)).toEqual([left]);
});
