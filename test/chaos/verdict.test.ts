// The judge of the chaos run is judged: each harm is seen, in a run where everything else is well.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Delivery as Received } from '../../infra/local/outside/receiver/delivery.ts';
import type { VendorRequest } from '../../infra/local/outside/vendor/request-log.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import { wavKey } from '../../shared/domain/json-log-name.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { defaultAccount } from '../../shared/domain/source.ts';
import type { WebhookIntent } from '../../shared/domain/webhook-intent.ts';
import type { Evidence } from './evidence.ts';
import { isBroken } from './report-row.ts';
import { judge } from './verdict.ts';

const at = '2026-03-31T12:00:00.000Z';
const id = recordingId(defaultAccount, 'PBXdemo', '4430');
const wav = wavKey('4430', id, 1, Date.parse(at));
const log = `voice_20260331_120000_${'a'.repeat(26)}.json`;
const deliveryId = 'dlv_1';
const body = 'id=4430&json_url=x';

const event = (name: string) => ({ at, event: name, attempt: 1 });

const recording: Recording = {
  ...{
    id,
    account: defaultAccount,
    source: 'PBXdemo',
    audioId: '4430',
    state: 'COMPLETED',
    ver: 6,
    attempt: 1,
  },
  ...{
    createdAt: at,
    updatedAt: at,
    nonce: 'n',
    voicefileUrl: 'http://pbx/',
    vendorSource: 'pbx',
    metadata: {},
  },
  ...{ store: true, wavKey: wav, jsonLogName: log, fetchTries: 1, vendorCalls: 1, vendorFailures: 0 },
  ...{ ambiguousCalls: 0, holds: 0 },
  audio: {
    ...{
      sourceFormat: 'gsm',
      converted: true,
      sampleRateHz: 8000,
      channels: 1,
      frames: 8,
      durationSeconds: 1,
    },
    ...{ wavBytes: 60, sourceSha256: '', wavSha256: '', warnings: [] },
  },
  outcome: { via: 'webhook', succeeded: true, bodyGzip: new Uint8Array(gzipSync('{}')), jsonLogName: log },
  deliveries: [{ id: deliveryId, revision: 1, jsonLogName: log, isAnnounced: true }],
  timeline: ['received', 'fetching', 'submitting', 'submitted', 'completed'].map(event),
};

const delivery: Delivery = {
  ...{ id: deliveryId, recordingId: id, account: defaultAccount, source: 'PBXdemo', audioId: '4430' },
  ...{ url: 'http://customer/', jsonUrl: 'x', status: 'delivered', ver: 3, createdAt: at, attemptCount: 1 },
  attempts: [{ at, statusCode: 200 }],
};

const intent: WebhookIntent = {
  ...{ hash: 'h', ver: 2, receivedAt: at, tries: 0, jsonLogName: log, resultLogNames: [] },
  results: [{ audioId: '4430', jsonLogName: log, verdict: 'applied', recordingId: id, deliveryId }],
};

const received = (changes: Partial<Received> = {}): Received => ({
  ...{ at, method: 'POST', path: '/', headers: { 'webhook-id': deliveryId }, rawBody: body, form: {} },
  ...{ answered: 200, json: undefined, jsonError: undefined },
  ...changes,
});

const upload: VendorRequest = {
  ...{ at, userId: 'local', headers: {}, audioID: '4430', tokenAccepted: true, fields: {}, file: undefined },
  ...{ audio: undefined, unsupported: undefined, outcome: { status: 200 }, endedAt: at, webhooks: [] },
};

const well: Evidence = {
  submitted: {
    accepted: [{ source: 'PBXdemo', audioID: '4430', file: 'x.gsm', isAlone: true, answer: undefined }],
    ...{ unanswered: [], refused: [] },
  },
  rows: { recordings: [recording], deliveries: [delivery], intents: [intent] },
  keys: [wav, `json_logs/${log}`],
  ...{ forgotten: [], changed: [], misread: [], uploads: [upload] },
  received: { PBXdemo: [received()], CCDdemo: [] },
  ...{ signingSecret: 'whsec_c2VjcmV0', signedSource: 'CCDdemo', secretsInLogs: [], temporaryFiles: [] },
  ...{ processes: [], problems: [], functionKills: 1, stackKills: 1, elapsedSeconds: 1 },
};

const brokenRows = (evidence: Evidence): readonly string[] =>
  judge(evidence)
    .filter(isBroken)
    .map(({ what }) => what);

const withRecording = (changes: Partial<Recording>): Evidence => ({
  ...well,
  rows: { ...well.rows, recordings: [{ ...recording, ...changes }] },
});

const withReceived = (...PBXdemo: readonly Received[]): Evidence => ({
  ...well,
  received: { PBXdemo, CCDdemo: [] },
});

const { outcome: _, ...unfinished } = recording;
const { results: __, ...unsettled } = intent;

const harms: readonly (readonly [string, Evidence])[] = [
  ['lost', withRecording({ state: 'SUBMITTED' })],
  ['lost', { ...well, rows: { ...well.rows, recordings: [] } }],
  [
    'submissions without an answer',
    { ...well, submitted: { ...well.submitted, unanswered: well.submitted.accepted } },
  ],
  ['good submissions refused', { ...well, submitted: { ...well.submitted, refused: ['409'] } }],
  [
    'failed without a reason',
    { ...well, rows: { ...well.rows, recordings: [{ ...unfinished, state: 'FAILED' }] } },
  ],
  ['results that changed', { ...well, changed: [id] }],
  ['answers that differ from the stored result', { ...well, misread: [id] }],
  [
    'uploads repeated after a known answer',
    withRecording({
      timeline: ['received', 'submitting', 'submitted', 'submitting', 'completed'].map(event),
    }),
  ],
  ['uploads without a written intent', { ...well, uploads: [upload, upload] }],
  [
    'deliveries pending',
    { ...well, rows: { ...well.rows, deliveries: [{ ...delivery, status: 'pending' }] } },
  ],
  ['deliveries owed, not in the ledger', { ...well, rows: { ...well.rows, deliveries: [] } }],
  ['results never forwarded', withRecording({ deliveries: [] })],
  ['deliveries noted as delivered, never received', withReceived()],
  ['deliveries noted as delivered, never received', withReceived(received({ answered: 503 }))],
  [
    'deliveries received, not in the ledger',
    withReceived(received(), received({ headers: { 'webhook-id': 'dlv_2' }, rawBody: 'id=other' })),
  ],
  ['one webhook-id, several bodies', withReceived(received(), received({ rawBody: 'id=4430&json_url=y' }))],
  [
    'one body, several webhook-ids',
    withReceived(received(), received({ headers: { 'webhook-id': 'dlv_2' } })),
  ],
  [
    'deliveries with a wrong signature',
    { ...well, received: { PBXdemo: [received()], CCDdemo: [received()] } },
  ],
  ['orphan objects', { ...well, keys: [...well.keys, 'WAV/other.wav'] }],
  ['objects missing', { ...well, keys: [wav] }],
  ['objects missing', { ...well, keys: [`json_logs/${log}`] }],
  ['webhooks never settled', { ...well, rows: { ...well.rows, intents: [unsettled] } }],
  [
    'webhooks that found no recording',
    {
      ...well,
      rows: {
        ...well.rows,
        intents: [{ ...intent, results: [{ audioId: '4430', jsonLogName: log, verdict: 'unknown' }] }],
      },
    },
  ],
  [
    'webhooks that name a recording that is gone',
    { ...well, rows: { ...well.rows, recordings: [{ ...recording, id: 'rec_another' }] } },
  ],
  ['due items the sweeper cannot see', { ...well, forgotten: [id] }],
  ['temporary files left', { ...well, temporaryFiles: ['x'] }],
  ['processes left', { ...well, processes: ['1'] }],
  ['secrets in logs', { ...well, secretsInLogs: ['x'] }],
  ['problems of the run itself', { ...well, problems: ['x'] }],
];

describe('the report of a chaos run', () => {
  test('finds nothing wrong where nothing is', () => {
    expect(brokenRows(well)).toEqual([]);
  });

  test('misses no log that was deleted with its recording', () => {
    const forgotten = { audioId: '', jsonLogName: '', verdict: 'deleted' as const };
    const deleted = { ...intent, hash: 'd', jsonLogName: '', results: [forgotten] };
    const rows = { ...well.rows, intents: [intent, deleted] };
    expect(brokenRows({ ...well, rows })).toEqual([]);
  });

  test.each(harms)('shows: %s', (what, evidence) => {
    expect(brokenRows(evidence)).toContain(what);
  });

  test('has a harm for each row that must be 0', () => {
    const rows = judge(well).flatMap(({ what, mustBeZero }) => (mustBeZero ? [what] : []));
    expect(new Set(harms.map(([what]) => what))).toEqual(new Set(rows));
  });
});
