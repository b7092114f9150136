// Lists of recordings and deliveries: by time, source, status and audioID, page by page, without a scan.
import { expect } from 'vitest';
import { RecordingLists } from '../../shared/aws/recording-lists.ts';
import { RecordingsTable } from '../../shared/aws/recordings-table.ts';
import type { Listed, ListRequest } from '../../shared/domain/listing.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeRecording } from '../support/make-recording.ts';
import { type TablesFixtures, tablesTest } from '../support/tables-test.ts';
import { testStartMs } from '../support/virtual-clock.ts';

type State = Parameters<typeof makeRecording>[0];

interface Wanted {
  readonly audioId: string;
  readonly source?: string;
  readonly account?: string;
  readonly state?: State;
  readonly minute?: number;
}

const at = (minute: number): string => new Date(testStartMs + minute * 60_000).toISOString();

const made = ({ audioId, source = 'PBXdemo', account = 'default', state, minute = 0 }: Wanted): Recording =>
  makeRecording(state, {
    ...{ audioId, source, account, ver: 1, createdAt: at(minute) },
    id: recordingId(account, source, audioId),
  });

const fill = async ({ documents, recordingsTable }: TablesFixtures, wanted: readonly Wanted[]) => {
  const { recordings } = new RecordingsTable(documents.client, recordingsTable);
  for (const one of wanted) await recordings.create(made(one));
  return { recordings, lists: new RecordingLists(documents.client, recordingsTable) };
};

const everything = { account: 'default', listing: { by: 'time' }, limit: 50 } as const;
const audioIds = ({ items }: Listed<Recording>) => items.map(({ audioId }) => audioId);

tablesTest(
  'by time: newest first, of one account alone',
  async ({ documents, recordingsTable, accountsTable }) => {
    const { lists } = await fill({ documents, recordingsTable, accountsTable }, [
      { audioId: 'b', minute: 2 },
      { audioId: 'a', minute: 1, source: 'CCDdemo' },
      { audioId: 'c', minute: 3 },
      { audioId: 'foreign', minute: 4, account: 'other' },
    ]);
    expect(audioIds(await lists.recordings(everything))).toEqual(['c', 'b', 'a']);
    const span = { ...everything, from: at(2), to: at(2) };
    expect(audioIds(await lists.recordings(span))).toEqual(['b']);
    expect(audioIds(await lists.recordings({ ...everything, from: at(4) }))).toEqual([]);
  },
);

tablesTest(
  'by source, and not by one whose name merely begins so',
  async ({ documents, recordingsTable, accountsTable }) => {
    const { lists } = await fill({ documents, recordingsTable, accountsTable }, [
      { audioId: 'a', source: 'Sales' },
      { audioId: 'b', source: 'Sales2' },
    ]);
    const request: ListRequest = { ...everything, listing: { by: 'source', source: 'Sales' } };
    expect(audioIds(await lists.recordings(request))).toEqual(['a']);
  },
);

tablesTest(
  'by status: a recording moves from one list to the other as it ends',
  async ({ documents, recordingsTable, accountsTable }) => {
    const { lists, recordings } = await fill({ documents, recordingsTable, accountsTable }, [
      { audioId: 'a', state: 'SUBMITTED' },
    ]);
    const by = (status: string): ListRequest => ({ ...everything, listing: { by: 'status', status } });
    expect(audioIds(await lists.recordings(by('processing')))).toEqual(['a']);
    await recordings.save({ ...made({ audioId: 'a', state: 'COMPLETED' }), ver: 2 });
    expect(audioIds(await lists.recordings(by('processing')))).toEqual([]);
    const [found] = (await lists.recordings(by('completed'))).items;
    expect(found?.state).toBe('COMPLETED');
  },
);

tablesTest(
  'by the beginning of an audioID, in any script',
  async ({ documents, recordingsTable, accountsTable }) => {
    const names = ['44', '4430', '4431', '45', 'звонок-1', 'звонок-2', '📞', '📞9'];
    const { lists } = await fill(
      { documents, recordingsTable, accountsTable },
      names.map((audioId) => ({ audioId })),
    );
    const by = (prefix: string): ListRequest => ({ ...everything, listing: { by: 'audioId', prefix } });
    expect(audioIds(await lists.recordings(by('44')))).toEqual(['44', '4430', '4431']);
    expect(audioIds(await lists.recordings(by('4430')))).toEqual(['4430']);
    expect(audioIds(await lists.recordings(by('звонок')))).toEqual(['звонок-1', 'звонок-2']);
    expect(audioIds(await lists.recordings(by('📞')))).toEqual(['📞', '📞9']);
    expect(audioIds(await lists.recordings(by('x')))).toEqual([]);
  },
);

const walk = async (lists: RecordingLists, request: ListRequest): Promise<string[][]> => {
  const pages: string[][] = [];
  for (let after: string | undefined; ; ) {
    const page = await lists.recordings({ ...request, after });
    pages.push(audioIds(page));
    if (page.next === undefined) return pages;
    after = page.next;
  }
};

tablesTest.for([
  { by: 'time' },
  { by: 'source', source: 'PBXdemo' },
  { by: 'status', status: 'processing' },
  { by: 'audioId', prefix: 'call' },
] as const)(
  'page by page by $by each is met once, and no last page is empty',
  async (listing, { documents, recordingsTable, accountsTable }) => {
    // Several of one and the same moment: their ids keep them apart.
    const names = Array.from({ length: 11 }, (_, index) => `call-${String(index).padStart(2, '0')}`);
    const wanted = names.map((audioId, index) => ({ audioId, minute: Math.floor(index / 4) }));
    const { lists } = await fill({ documents, recordingsTable, accountsTable }, wanted);
    for (const limit of [1, 3, 11, 12]) {
      const pages = await walk(lists, { account: 'default', listing, limit });
      expect(pages.flat().toSorted()).toEqual(names);
      expect(pages.map(({ length }) => length).slice(0, -1)).toEqual(Array(pages.length - 1).fill(limit));
      expect(pages.at(-1)?.length).toBeGreaterThan(0);
    }
  },
);

tablesTest(
  'a recording that was made meanwhile neither doubles nor hides one on the next page',
  async ({ documents, recordingsTable, accountsTable }) => {
    const { lists, recordings } = await fill(
      { documents, recordingsTable, accountsTable },
      [1, 2, 3, 4].map((minute) => ({ audioId: `${minute}`, minute })),
    );
    const first = await lists.recordings({ ...everything, limit: 2 });
    await recordings.create(made({ audioId: '5', minute: 5 }));
    const second = await lists.recordings({ ...everything, limit: 2, after: first.next });
    expect([...audioIds(first), ...audioIds(second)]).toEqual(['4', '3', '2', '1']);
  },
);

tablesTest(
  'deliveries have lists of their own, in which a test of a target is not',
  async ({ documents, recordingsTable }) => {
    const { deliveries, recordings } = new RecordingsTable(documents.client, recordingsTable);
    await recordings.create(made({ audioId: 'a' }));
    await deliveries.create(makeDelivery({ id: 'dlv_1', status: 'undelivered' }));
    await deliveries.create(makeDelivery({ id: 'dlv_2', status: 'pending' }));
    await deliveries.create(makeDelivery({ id: 'dlv_test', status: 'pending', isTest: true }));
    const lists = new RecordingLists(documents.client, recordingsTable);
    const ids = async (listing: ListRequest['listing']) =>
      (await lists.deliveries({ ...everything, listing })).items.map(({ id }) => id).toSorted();
    expect(await ids({ by: 'time' })).toEqual(['dlv_1', 'dlv_2']);
    expect(await ids({ by: 'status', status: 'undelivered' })).toEqual(['dlv_1']);
    expect(await lists.count('delivery', { account: 'default', listing: { by: 'time' } })).toBe(2);
    expect(await lists.count('recording', { account: 'default', listing: { by: 'time' } })).toBe(1);
  },
);

tablesTest(
  'a cursor of another list neither widens what is asked for nor breaks it',
  async ({ documents, recordingsTable, accountsTable }) => {
    const { lists } = await fill({ documents, recordingsTable, accountsTable }, [
      { audioId: 'a', minute: 1 },
      { audioId: 'b', minute: 2 },
      { audioId: 'c', minute: 3 },
    ]);
    const span = { ...everything, from: at(2), to: at(2) };
    expect(audioIds(await lists.recordings({ ...span, after: '9999' }))).toEqual(['b']);
    for (const after of ['', '0', '\u{10ffff}\u{10ffff}', 'x']) {
      await expect(lists.recordings({ ...span, after })).resolves.toBeDefined();
      const byName = { ...everything, listing: { by: 'audioId', prefix: 'b' } } as const;
      await expect(lists.recordings({ ...byName, after })).resolves.toBeDefined();
    }
    expect(audioIds(await lists.recordings({ ...span, after: at(1) }))).toEqual([]);
  },
);
