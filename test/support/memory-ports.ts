// Everything the use cases need of the world, in memory: one object that fits the deps of each of them.
import { expireRecording } from '../../functions/pipeline/sweep/expire-recording.ts';
import { deliverySchema } from '../../shared/domain/delivery.ts';
import type { MetricName } from '../../shared/domain/metrics.ts';
import { recordingSchema } from '../../shared/domain/recording.ts';
import { isAtRest } from '../../shared/domain/retention.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';
import { defaultAccount } from '../../shared/domain/source.ts';
import { webhookIntentSchema } from '../../shared/domain/webhook-intent.ts';
import type { DueItems, Log, Metrics, Seal, WaitingRecordings } from '../../shared/use-cases/ports.ts';
import { MemoryBrake, MemoryKeys, MemorySources } from './memory-accounts.ts';
import { MemoryHints } from './memory-hints.ts';
import { MemoryItems } from './memory-items.ts';
import { MemoryAudioIdLock, MemorySubmissions } from './memory-locks.ts';
import { MemoryBelongings, memoryRemovals, memoryResults } from './memory-removals.ts';
import { MemoryTexts } from './memory-texts.ts';
import { ScriptedAudio, ScriptedReceiver, ScriptedVendor } from './scripted-outside.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const memoryLog = (lines: LogLine[]): Log => {
  const at = (level: LogLine['level']) => (message: string, fields: LogLine['fields']) => {
    lines.push({ level, message, fields });
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
};

export type Recorded = readonly [name: MetricName, value: number];

const memoryMetrics = (recorded: Recorded[]): Metrics => ({
  record: (name, value) => {
    recorded.push([name, value]);
  },
});

/** Readable in a failed assertion, and still not the clear text. */
const memorySeal: Seal = {
  seal: async (clear) => `sealed:${Buffer.from(clear).toString('base64')}`,
  open: async (sealed) => {
    if (!sealed.startsWith('sealed:')) throw new Error('sealed by somebody else');
    return Buffer.from(sealed.slice('sealed:'.length), 'base64').toString();
  },
};

const makeTables = () => {
  const recordings = new MemoryItems(recordingSchema, ({ id }) => id);
  const webhooks = new MemoryItems(webhookIntentSchema, ({ hash }) => hash);
  const deliveries = new MemoryItems(deliverySchema, ({ id }) => id);
  const rowsOf = {
    recording: () => recordings.all().filter((row) => !isAtRest(row)),
    expiry: () => recordings.all().filter(isAtRest),
    delivery: () => deliveries.all(),
    webhook: () => webhooks.all().map(({ hash, dueAt }) => ({ id: hash, source: '', dueAt })),
  };
  const due: DueItems & WaitingRecordings = {
    async *waiting() {
      yield rowsOf.recording().filter(({ dueAt }) => dueAt !== undefined);
    },
    async *pages(kind, nowMs) {
      const items = rowsOf[kind]().flatMap(({ id, source, dueAt }) =>
        dueAt === undefined || dueAt > nowMs ? [] : { id, source, dueAt },
      );
      yield items.sort((a, b) => a.dueAt - b.dueAt);
    },
  };
  return { recordings, webhooks, deliveries, due };
};

type NumberSetting =
  | 'leaseSeconds'
  | 'hintGraceSeconds'
  | 'submitRatePerMinute'
  | 'vendorTimeoutSeconds'
  | 'ambiguousWaitSeconds'
  | 'resultWaitSeconds'
  | 'vendorGiveUpSeconds'
  | 'webhookGraceSeconds'
  | 'claimSeconds'
  | 'disableAfterSeconds'
  | 'tokenPauseSeconds'
  | 'holdMaxSeconds'
  | 'settlePauseSeconds'
  | 'repeatSeconds'
  | 'sweepSeconds';

interface Settings extends Readonly<Record<NumberSetting, number>> {
  readonly account: string;
  readonly publicBaseUrl: string;
  readonly pausesSeconds: readonly number[];
  readonly vendorPausesSeconds: readonly number[];
  readonly fetchPausesSeconds: readonly number[];
}

const numbersOf = (list: string): readonly number[] => list.split(',').map(Number);

/** The settings in seconds, as the handlers hand them over. */
const settings: Settings = {
  account: defaultAccount,
  publicBaseUrl: 'https://voxgate.example',
  leaseSeconds: settingDefaults.LEASE_SECONDS,
  hintGraceSeconds: settingDefaults.HINT_GRACE_SECONDS,
  submitRatePerMinute: settingDefaults.SUBMIT_RATE_PER_MINUTE,
  vendorTimeoutSeconds: settingDefaults.VENDOR_TIMEOUT_SECONDS,
  ambiguousWaitSeconds: settingDefaults.AMBIGUOUS_WAIT_SECONDS,
  resultWaitSeconds: settingDefaults.RESULT_WAIT_SECONDS,
  vendorGiveUpSeconds: settingDefaults.VENDOR_GIVE_UP_SECONDS,
  webhookGraceSeconds: settingDefaults.WEBHOOK_GRACE_SECONDS,
  claimSeconds: settingDefaults.FORWARD_TIMEOUT_SECONDS + settingDefaults.FORWARD_CLAIM_MARGIN_SECONDS,
  disableAfterSeconds: settingDefaults.FORWARD_DISABLE_AFTER_SECONDS,
  pausesSeconds: numbersOf(settingDefaults.FORWARD_PAUSES_SECONDS),
  vendorPausesSeconds: numbersOf(settingDefaults.VENDOR_PAUSES_SECONDS),
  fetchPausesSeconds: numbersOf(settingDefaults.FETCH_PAUSES_SECONDS),
  tokenPauseSeconds: settingDefaults.VENDOR_TOKEN_PAUSE_SECONDS,
  holdMaxSeconds: settingDefaults.HOLD_MAX_SECONDS,
  settlePauseSeconds: settingDefaults.SETTLE_PAUSE_SECONDS,
  repeatSeconds: settingDefaults.WEBHOOK_REPEAT_SECONDS,
  sweepSeconds: 45,
};

export const memoryPorts = (seed = 1) => {
  const clock = new VirtualClock();
  const tables = makeTables();
  const sources = new MemorySources(clock);
  const texts = new MemoryTexts();
  const logLines: LogLine[] = [];
  const recorded: Recorded[] = [];
  const { recordings } = tables;
  const belongings = new MemoryBelongings();
  const audioIdLock = new MemoryAudioIdLock();
  const jsonLogs = new MemoryTexts();
  const wavs = new MemoryTexts();
  const expiry = {
    ...{ ...tables, belongings, sources, clock, log: memoryLog(logLines) },
    removals: memoryRemovals(tables, belongings, audioIdLock),
    audioObjects: wavs,
    resultObjects: memoryResults(jsonLogs, texts),
  };
  return {
    ...settings,
    ...expiry,
    wavs,
    expire: (recordingId: string) => expireRecording(expiry, recordingId),
    vendorBrake: new MemoryBrake(),
    ...tables,
    random: seededRandomness(seed),
    pause: (ms: number) => clock.pass(ms),
    recordings: Object.assign(recordings, {
      listByAudioId: async (audioId: string) => recordings.all().filter((row) => row.audioId === audioId),
    }),
    audioIdLock,
    currentSources: { get: async (account: string, name: string) => sources.peek(account, name) },
    submissions: new MemorySubmissions(),
    health: sources,
    keys: new MemoryKeys(),
    jsonLogs,
    answers: texts,
    rawBodies: texts,
    hints: new MemoryHints(clock),
    seal: memorySeal,
    audio: new ScriptedAudio(),
    vendor: new ScriptedVendor(),
    receiver: new ScriptedReceiver(),
    logLines,
    metrics: memoryMetrics(recorded),
    recorded,
  };
};

export type MemoryPorts = ReturnType<typeof memoryPorts>;
