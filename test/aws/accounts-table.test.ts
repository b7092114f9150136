// The accounts table's adapter: keys by their hash, sources by name, both believed for seconds and no longer.
import { describe, expect } from 'vitest';
import { putSource } from '../../functions/admin/manage-sources/put-source.ts';
import { AccountsTable } from '../../shared/aws/accounts-table.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import { someKey, someSource } from '../support/domain-items.ts';
import type { Documents } from '../support/stored-items.ts';
import { tablesTest } from '../support/tables-test.ts';

const open = (documents: Documents, tableName: string, cacheSeconds = 0): AccountsTable =>
  new AccountsTable({ client: documents.client, tableName, cacheSeconds });

describe('keys', () => {
  tablesTest('a key is found by its hash alone, and created once', async ({ documents, accountsTable }) => {
    const accounts = open(documents, accountsTable);
    const key = someKey();
    expect(await accounts.createKey(key)).toBe(true);
    expect(await accounts.createKey({ ...key, label: 'again' })).toBe(false);
    expect(await accounts.keys.find(key.hash)).toEqual(key);
    expect(await accounts.getKey(key.id)).toEqual(key);
    expect(await accounts.keys.find('0'.repeat(64))).toBeUndefined();
  });

  tablesTest(
    'two keys whose ids collide are told apart by their whole hash',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const key = someKey();
      await accounts.createKey(key);
      // The id holds the hash's first 120 bits.
      expect(
        await accounts.keys.find(`${key.hash.slice(0, 63)}${key.hash.endsWith('0') ? '1' : '0'}`),
      ).toBeUndefined();
    },
  );

  tablesTest(
    'a deleted key is gone, and neither a change nor its last use brings it back',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const key = someKey();
      await accounts.createKey(key);
      await accounts.deleteKey(key.id);
      await accounts.keys.noteUse(key, '2026-04-01T00:00:00.000Z');
      expect(await accounts.changeKey(key.id, { label: 'back' })).toBeUndefined();
      expect(await accounts.changeKey(key.id, {})).toBeUndefined();
      expect(await documents.scan(accountsTable)).toEqual([]);
    },
  );

  tablesTest(
    'a use that was noted is known at once, though the key is cached: the next call need not write it again',
    async ({ documents, accountsTable }) => {
      const accounts = new AccountsTable({
        client: documents.client,
        tableName: accountsTable,
        cacheSeconds: 30,
      });
      const key = someKey();
      await accounts.createKey(key);
      await accounts.keys.find(key.hash);
      await accounts.keys.noteUse(key, '2026-04-01T00:00:00.000Z');
      expect(await accounts.keys.find(key.hash)).toEqual({ ...key, lastUsedAt: '2026-04-01T00:00:00.000Z' });
    },
  );

  tablesTest('a change writes what it names and nothing else', async ({ documents, accountsTable }) => {
    const accounts = open(documents, accountsTable);
    const key = someKey({ expiresAt: '2027-01-01T00:00:00.000Z' });
    await accounts.createKey(key);
    await accounts.keys.noteUse(key, '2026-04-01T00:00:00.000Z');
    const used = { ...key, lastUsedAt: '2026-04-01T00:00:00.000Z' };
    expect(await accounts.changeKey(key.id, {})).toEqual(used);
    expect(await accounts.changeKey(key.id, { label: '' })).toEqual({ ...used, label: '' });
    const { expiresAt: _, ...endless } = used;
    expect(await accounts.changeKey(key.id, { expiresAt: null })).toEqual({ ...endless, label: '' });
    const paused = { ...endless, label: 'x', isActive: false, expiresAt: '2028-01-01T00:00:00.000Z' };
    expect(
      await accounts.changeKey(key.id, { label: 'x', isActive: false, expiresAt: paused.expiresAt }),
    ).toEqual(paused);
    expect(await accounts.getKey(key.id)).toEqual(paused);
  });

  tablesTest(
    'lists are per account, newest first, and go on where the page before ended',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const keys = Array.from({ length: 5 }, (_, index) =>
        someKey({ createdAt: `2026-01-0${index + 1}T00:00:00.000Z` }),
      );
      for (const key of [...keys, someKey({ account: 'other' })]) await accounts.createKey(key);
      const newest = keys.toReversed().map(({ id }) => id);
      const first = await accounts.listKeys('default', 2);
      expect(first.items.map(({ id }) => id)).toEqual(newest.slice(0, 2));
      const second = await accounts.listKeys('default', 2, first.next);
      expect(second.items.map(({ id }) => id)).toEqual(newest.slice(2, 4));
      const third = await accounts.listKeys('default', 2, second.next);
      expect(third.items.map(({ id }) => id)).toEqual(newest.slice(4));
      expect(third.next).toBeUndefined();
      expect((await accounts.listKeys('nobody', 2)).items).toEqual([]);
    },
  );
});

describe('sources', () => {
  tablesTest(
    'are written, replaced, read by account and name, and listed by name',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      for (const name of ['b', 'a', 'c']) await accounts.putSource(someSource({ name }));
      await accounts.putSource(someSource({ name: 'a', account: 'other' }));
      await accounts.putSource(someSource({ name: 'a', vendorSource: 'ccd' }), someSource({ name: 'a' }));
      expect(await accounts.getSource('default', 'a')).toEqual(
        someSource({ name: 'a', vendorSource: 'ccd' }),
      );
      expect(await accounts.getSource('other', 'b')).toBeUndefined();
      const { items, next } = await accounts.listSources('default', 2);
      expect(items.map(({ name }) => name)).toEqual(['a', 'b']);
      expect((await accounts.listSources('default', 2, next)).items.map(({ name }) => name)).toEqual(['c']);
    },
  );

  tablesTest(
    'one is replaced only while it is the one that was read, its brake included',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const source = someSource();
      await accounts.putSource(source);
      const brake = { isPaused: true, pausedAt: '2026-04-01T00:00:00.000Z' };
      await accounts.brakeSource('default', source.name, brake);
      await expect(accounts.putSource(source)).rejects.toThrow(VersionConflict);
      const paused = { ...source, brake };
      const others = [
        source,
        { ...source, brake: { isPaused: false } },
        { ...paused, updatedAt: '2020-01-01' },
      ];
      for (const other of others) {
        await expect(accounts.putSource(source, other)).rejects.toThrow(VersionConflict);
      }
      expect(await accounts.getSource('default', source.name)).toEqual({ ...source, brake });
      await accounts.putSource({ ...paused, vendorSource: 'ccd' }, paused);
      expect(await accounts.getSource('default', source.name)).toMatchObject({ brake, vendorSource: 'ccd' });
    },
  );

  tablesTest(
    'a PUT that meets a pause replaces the source and leaves it paused',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const { name } = someSource();
      await accounts.putSource(someSource());
      const brake = { isPaused: true, pausedAt: '2026-04-01T00:00:00.000Z' };
      let reads = 0;
      const pausedMeanwhile = {
        getSource: async (account: string, source: string) => {
          const read = await accounts.getSource(account, source);
          reads += 1;
          if (reads === 1) await accounts.brakeSource(account, source, brake);
          return read;
        },
        putSource: accounts.putSource.bind(accounts),
      };
      const seal = { seal: async (clear: string) => clear, open: async (sealed: string) => sealed };
      const deps = { accounts: pausedMeanwhile, seal, clock: { now: () => 0 } };
      const { source } = await putSource(deps, {
        ...{ account: 'default', name, body: { vendorSource: 'ccd' } },
        preconditions: {},
      });
      expect([source.brake, reads]).toEqual([brake, 2]);
      expect(await accounts.getSource('default', name)).toMatchObject({ brake, vendorSource: 'ccd' });
    },
  );

  tablesTest(
    'the first failure of a row is kept, a success ends the row, a switched-off target says why',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      const source = someSource();
      await accounts.putSource(source);
      const { forwardHealth } = accounts;
      await forwardHealth.noteFailure(source, '2026-01-01T00:00:00.000Z');
      await forwardHealth.noteFailure(source, '2026-01-02T00:00:00.000Z');
      expect(await accounts.getSource('default', source.name)).toMatchObject({
        forwardFailingSince: '2026-01-01T00:00:00.000Z',
      });
      await forwardHealth.noteSuccess(source);
      expect(await accounts.getSource('default', source.name)).toEqual(source);
      await forwardHealth.disable(source, '2026-01-03T00:00:00.000Z', 'gone');
      expect(await accounts.getSource('default', source.name)).toMatchObject({
        forwardDisabledAt: '2026-01-03T00:00:00.000Z',
        forwardDisabledReason: 'gone',
      });
    },
  );

  tablesTest(
    'a source that is gone is not brought back by half by a note on its health',
    async ({ documents, accountsTable }) => {
      await open(documents, accountsTable).forwardHealth.noteFailure(someSource(), 'now');
      expect(await documents.scan(accountsTable)).toEqual([]);
    },
  );

  tablesTest(
    'a name too long for a key of the table is a miss, not an error',
    async ({ documents, accountsTable }) => {
      const accounts = open(documents, accountsTable);
      expect(await accounts.getSource('default', 'x'.repeat(5000))).toBeUndefined();
      expect(await accounts.sources.get('default', '😀'.repeat(600))).toBeUndefined();
      expect(await accounts.getKey('x'.repeat(5000))).toBeUndefined();
    },
  );
});

tablesTest(
  'what was found is believed for a while; what was not found is asked for again',
  async ({ documents, accountsTable }) => {
    const accounts = open(documents, accountsTable, 60);
    const key = someKey();
    expect(await accounts.keys.find(key.hash)).toBeUndefined();
    await accounts.createKey(key);
    expect(await accounts.keys.find(key.hash)).toEqual(key);
    await accounts.deleteKey(key.id);
    expect(await accounts.keys.find(key.hash)).toEqual(key);
    expect(await open(documents, accountsTable, 0).keys.find(key.hash)).toBeUndefined();
  },
);
