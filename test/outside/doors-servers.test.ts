// The proof of hostile servers, one round of it; and that a way out that waits, tells, leaves or hoards is told.
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Row } from '../bench/row.ts';
import type { Attack } from '../doors/outgoing/attack.ts';
import { attackByServers } from '../doors/outgoing/attack-by-servers.ts';
import { hostileBodies } from '../doors/outgoing/hostile-bodies.ts';
import { hostileHeads } from '../doors/outgoing/hostile-heads.ts';
import type { Door } from '../doors/outgoing/outgoing-doors.ts';
import { canary, serverDoors } from '../doors/outgoing/server-doors.ts';

const run = { seed: 1, smaller: 10, say: () => {} };
const [endedWrongly, late, leaks, left, memory] = [
  /ended wrongly$/,
  /beyond its limit$/,
  /^requests with credentials/,
  /^left when/,
  /^memory/,
];

const notMet = (rows: readonly Row[]) => rows.filter(({ target }) => target?.isMet === false);

test('44 hostile servers at once: each call ends in time with the right reason, and leaves nothing', async () => {
  const rows = await attackByServers(run);
  expect(notMet(rows)).toEqual([]);
  expect(rows).toHaveLength(5);
  expect(rows[0]?.measured).toBe('44; 88; 0');
});

const named = (what: string): Attack[] => {
  const found = [...hostileHeads, ...hostileBodies].find((attack) => attack.what === what);
  if (!found) throw new Error(`no attack ${what}`);
  return Array.from({ length: 20 }, () => found);
};

const sockets: ReturnType<typeof connect>[] = [];
const hoard: Buffer[] = [];

const careless: readonly [string, Attack[], RegExp, Door][] = [
  ['takes an empty answer for a recording', named('is empty'), endedWrongly, async () => 'it worked'],
  [
    'takes twice the time',
    named('never ends its TLS handshake'),
    late,
    async (url) => {
      await serverDoors().forward(url);
      return serverDoors().forward(url);
    },
  ],
  [
    'takes its headers along to another origin',
    named('redirects to another origin, which answers'),
    leaks,
    async (url) => String((await fetch(url, { headers: { 'x-api-key': canary } })).status),
  ],
  [
    'leaves a file',
    named('is empty'),
    left,
    async (url) => {
      await mkdtemp(join(tmpdir(), 'left-'));
      return serverDoors().download(url);
    },
  ],
  [
    'leaves a socket open',
    named('is empty'),
    left,
    async (url) => {
      sockets.push(connect(Number(new URL(url).port), '127.0.0.1'));
      return serverDoors().download(url);
    },
  ],
  [
    'keeps all that it gets in memory',
    named('has no end').slice(0, 1),
    memory,
    async (url) => {
      const { body } = await fetch(url);
      for await (const chunk of body ?? []) {
        hoard.push(Buffer.from(chunk));
        if (hoard.length > 5000) break;
      }
      return 'it stopped by itself';
    },
  ],
];

test.each(careless)('a way out that %s is told', async (_what, attacks, row, door) => {
  const real = serverDoors();
  const isForward = row === late;
  const doors = () => ({ ...real, ...(isForward ? { forward: door } : { download: door }) });
  const failed = notMet(await attackByServers(run, { doors, attacks }));
  hoard.length = 0;
  for (const socket of sockets.splice(0)) socket.destroy();
  expect(failed.map(({ what }) => what)).toContainEqual(expect.stringMatching(row));
});
