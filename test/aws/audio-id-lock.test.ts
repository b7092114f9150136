// The lock on a vendor's audioID: whoever comes, and however many at once, one holds it.
import { describe, expect } from 'vitest';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import { someRecording } from '../support/domain-items.ts';
import { tablesTest } from '../support/tables-test.ts';

describe('the lock on an audioID', () => {
  tablesTest(
    'one holder at a time: others are told who holds it, its holder passes again',
    async ({ documents, recordingsTable }) => {
      const { audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
      const [first, second] = ['A', 'B'].map((source) => someRecording({ audioId: '4430', source }));
      if (!first || !second) throw new Error('two recordings are needed');
      expect(await audioIdLock.acquire(first)).toBeUndefined();
      expect(await audioIdLock.acquire(first)).toBeUndefined();
      expect(await audioIdLock.acquire(second)).toMatchObject({ recordingId: first.id });
      expect(await audioIdLock.acquire(someRecording({ audioId: '4431' }))).toBeUndefined();
    },
  );

  tablesTest('of many who take it at once, one gets it', async ({ documents, recordingsTable }) => {
    const { audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
    const rivals = Array.from({ length: 8 }, (_, index) =>
      someRecording({ audioId: '4430', source: `S${index}` }),
    );
    const holders = await Promise.all(rivals.map((rival) => audioIdLock.acquire(rival)));
    const winners = rivals.filter((_, index) => holders[index] === undefined);
    expect(winners).toHaveLength(1);
    for (const holder of holders) if (holder) expect(holder.recordingId).toBe(winners[0]?.id);
  });

  tablesTest(
    'of many who take it over from one that ended, one gets it',
    async ({ documents, recordingsTable }) => {
      const { audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
      const ended = someRecording({ audioId: '4430', source: 'ended' });
      await audioIdLock.acquire(ended);
      const rivals = Array.from({ length: 8 }, (_, index) =>
        someRecording({ audioId: '4430', source: `S${index}` }),
      );
      const taken = await Promise.all(
        rivals.map(async (rival) => {
          const holder = await audioIdLock.acquire(rival);
          return holder?.recordingId === ended.id && audioIdLock.takeOver(rival, holder);
        }),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      const winner = rivals[taken.indexOf(true)];
      expect(await audioIdLock.acquire(ended)).toMatchObject({ recordingId: winner?.id });
    },
  );

  tablesTest('a holder that came back meanwhile keeps it', async ({ documents, recordingsTable }) => {
    const { audioIdLock } = new RecordingsTable(documents.client, recordingsTable);
    const [holder, rival] = ['A', 'B'].map((source) => someRecording({ audioId: '4430', source }));
    if (!holder || !rival) throw new Error('two recordings are needed');
    await audioIdLock.acquire(holder);
    const seen = await audioIdLock.acquire(rival);
    await audioIdLock.acquire(holder);
    expect(seen && (await audioIdLock.takeOver(rival, seen))).toBe(false);
  });
});
