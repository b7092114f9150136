// The use cases' ports over the simulated world: each call is one effect of its function.
import { isTerminal, type Recording } from '../../shared/domain/recording.ts';
import { VersionConflict } from '../../shared/domain/version-conflict.ts';
import type {
  AudioIdLock,
  Belongings,
  Deliveries,
  JsonLogs,
  Log,
  Recordings,
  Sources,
  Webhooks,
} from '../../shared/use-cases/ports.ts';
import type { Invocation, Scheduler } from './scheduler.ts';
import { addTo, type World } from './world.ts';

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

interface Versioned {
  readonly ver: number;
}

const checkVersion = (
  world: World,
  items: ReadonlyMap<string, Versioned>,
  key: string,
  item: Versioned,
): void => {
  if (world.off !== 'compare-and-set' && items.get(key)?.ver !== item.ver - 1) throw new VersionConflict(key);
};

const weakened = (world: World, recording: Recording): Recording => {
  const isClaim = recording.state === 'FETCHING';
  const isOwing = isTerminal(recording.state) && recording.deliveries.some(({ isAnnounced }) => !isAnnounced);
  const loses =
    (world.off === 'lease expiry' && isClaim) || (world.off === 'owed deliveries are due' && isOwing);
  return loses ? { ...recording, dueAt: undefined } : recording;
};

/** As the mutants show it: a recording with its result is offered again; everything is always due. */
const shown = (world: World, recording: Recording | undefined): Recording | undefined =>
  recording && world.off === 'not due means nothing' && recording.dueAt !== undefined
    ? { ...recording, dueAt: 0 }
    : recording;

const reopened = (world: World, recording: Recording): Recording => {
  if (world.off !== 'first result wins' || !isTerminal(recording.state) || !recording.outcome)
    return recording;
  const { outcome: _, failure: __, ...rest } = recording;
  return { ...rest, state: 'SUBMITTED' };
};

export const simulatedPorts = (world: World, scheduler: Scheduler, invocation: Invocation) => {
  const effect = <Result>(act: () => Result) => scheduler.effect(invocation, act);
  const delayedIntents: Recording[] = [];
  const write = (recording: Recording): void => {
    checkVersion(world, world.recordings, recording.id, recording);
    world.watch(recording, scheduler.now());
    world.putRecording(weakened(world, recording));
  };
  const flushIntents = (): void => {
    for (const intent of delayedIntents.splice(0)) write(intent);
  };
  const recordings: Recordings = {
    create: (recording) =>
      effect(() => {
        const ids = world.byAudioId.get(recording.audioId) ?? new Set();
        world.byAudioId.set(recording.audioId, ids.add(recording.id));
        if (world.recordings.has(recording.id)) return false;
        world.putRecording(recording);
        return true;
      }),
    get: (id) => effect(() => shown(world, world.recordings.get(id))),
    listByAudioId: (audioId) =>
      effect(() =>
        [...(world.byAudioId.get(audioId) ?? [])].flatMap((id) => {
          const recording = world.recordings.get(id);
          return recording ? [reopened(world, recording)] : [];
        }),
      ),
    save: (recording) => {
      if (world.off === 'intent before effect' && recording.state === 'SUBMITTING') {
        delayedIntents.push(recording);
        return Promise.resolve();
      }
      return effect(() => write(recording));
    },
  };
  const audioIdLock: AudioIdLock = {
    acquire: (recording) =>
      effect(() => {
        const lock = world.locks.get(recording.audioId);
        if (world.off === 'hold on audioID') return undefined;
        if (lock && lock.recordingId !== recording.id) return { ...lock };
        world.locks.set(recording.audioId, { recordingId: recording.id, ver: (lock?.ver ?? 0) + 1 });
        return undefined;
      }),
    takeOver: (recording, holder) =>
      effect(() => {
        const lock = world.locks.get(recording.audioId);
        if (lock?.recordingId !== holder.recordingId || lock.ver !== holder.ver) return false;
        world.locks.set(recording.audioId, { recordingId: recording.id, ver: holder.ver + 1 });
        return true;
      }),
  };
  const webhooks: Webhooks = {
    create: (intent) =>
      effect(() => {
        if (world.off === 'webhook intent') return true;
        if (world.webhooks.has(intent.hash) && world.off !== 'webhook known by its body') return false;
        world.putWebhook(intent);
        return true;
      }),
    get: (hash) => effect(() => world.webhooks.get(hash)),
    save: (intent) =>
      effect(() => {
        checkVersion(world, world.webhooks, intent.hash, intent);
        world.putWebhook(intent);
      }),
  };
  const deliveries: Deliveries = {
    create: (delivery) =>
      effect(() => {
        const suffix = world.off === 'stable delivery id' ? `_${scheduler.random.token(4)}` : '';
        const id = `${delivery.id}${suffix}`;
        if (world.deliveries.has(id)) return false;
        world.putDelivery({ ...delivery, id });
        return true;
      }),
    get: (id) => effect(() => world.deliveries.get(id)),
    save: (delivery) =>
      effect(() => {
        const before = world.deliveries.get(delivery.id);
        checkVersion(world, world.deliveries, delivery.id, delivery);
        const isClaim = delivery.attemptCount === before?.attemptCount;
        // The version still goes up, or nothing after it could be saved; what is lost is its holding others off.
        const isLost = isClaim && world.off === 'delivery claim';
        world.putDelivery(isLost ? { ...delivery, dueAt: 0 } : delivery);
      }),
  };
  const jsonLogs: JsonLogs = {
    put: (name, text) =>
      effect(() => {
        world.jsonLogs.set(name, text);
        addTo(world.logsOf, text, name);
      }),
    get: (name) => effect(() => world.jsonLogs.get(name)),
  };
  /** Nothing is ever deleted here: what is noted is no matter, that it may fail is. */
  const belongings: Belongings = {
    add: () => effect(() => {}),
    list: async () => ({ objectKeys: [], webhookHashes: [] }),
    noting: async () => [],
  };
  const removals = { belongings: async () => {} };
  const resultObjects = { remove: async () => {} };
  /** Cached in the functions: no effect. */
  const sources: Sources = { get: (_account, name) => Promise.resolve(world.sources.get(name)) };
  return {
    ...{ recordings, audioIdLock, webhooks, deliveries, jsonLogs, sources, flushIntents },
    currentSources: sources,
    ...{ belongings, removals, resultObjects },
  };
};
