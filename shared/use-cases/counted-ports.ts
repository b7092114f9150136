// Ports that count what passes through them, once it has surely happened: the stories themselves know nothing of metrics.
import type { MetricName } from '../domain/metrics.ts';
import type { Recording } from '../domain/recording.ts';
import { type Tally, tallyOfDelivery, tallyOfEnd } from '../domain/statistics.ts';
import { transitions } from '../domain/transitions.ts';
import type { Deliveries, ForwardHealth, Log, Metrics, Recordings, Vendor } from './ports.ts';
import type { StatisticsPort } from './statistics-port.ts';

const { restart, retry, complete, refuse, fail } = transitions;

type Steps = Readonly<Record<string, MetricName>>;

/** By what the timeline calls the latest step; a first attempt begins as a restarted one does. */
const beginnings: Steps = { [restart.event]: 'RecordingsAccepted', [retry.event]: 'RecordingsAccepted' };
const endings: Steps = {
  [complete.event]: 'RecordingsCompleted',
  [refuse.event]: 'RecordingsFailed',
  [fail.event]: 'RecordingsFailed',
};

/** Every write is a compare-and-set, so what is counted after it was counted by nobody else. */
const countedSteps = (steps: Steps, recordings: Recordings, metrics: Metrics): Recordings => {
  const count = ({ timeline }: Recording): void => {
    const name = steps[timeline.at(-1)?.event ?? ''];
    if (name) metrics.record(name, 1);
  };
  return {
    get: (id) => recordings.get(id),
    listByAudioId: (audioId) => recordings.listByAudioId(audioId),
    create: async (recording) => {
      const isNew = await recordings.create(recording);
      if (isNew) count(recording);
      return isNew;
    },
    save: async (recording) => {
      await recordings.save(recording);
      count(recording);
    },
  };
};

/** For the doors that begin attempts: who writes one afterwards without a step of its own must not count it again. */
export const countedBeginnings = (recordings: Recordings, metrics: Metrics): Recordings =>
  countedSteps(beginnings, recordings, metrics);

export interface EndingsDeps {
  readonly metrics: Metrics;
  readonly statistics: StatisticsPort;
  readonly log: Log;
}

/** For people: a number that could not be written must not undo what it counts. */
const add = async ({ statistics, log }: EndingsDeps, tally: Tally | undefined): Promise<void> => {
  if (!tally) return;
  await statistics.add(tally).catch((error: unknown) => log.warn('statistics not written', { error }));
};

/** For whoever ends recordings. */
export const countedEndings = (recordings: Recordings, deps: EndingsDeps): Recordings => {
  const counted = countedSteps(endings, recordings, deps.metrics);
  return {
    ...counted,
    save: async (recording) => {
      await counted.save(recording);
      await add(deps, tallyOfEnd(recording));
    },
  };
};

/** What a recording was refused for is its own matter; these two are everybody's. */
export const countedVendor = (vendor: Vendor, metrics: Metrics): Vendor => ({
  takesCallbackUrl: vendor.takesCallbackUrl,
  submit: async (upload) => {
    const reply = await vendor.submit(upload);
    if (reply.kind === 'unreachable') metrics.record('VendorUnreachable', 1);
    if (reply.kind === 'token-rejected') metrics.record('VendorTokenRejected', 1);
    return reply;
  },
});

export const countedDeliveries = (deliveries: Deliveries, deps: EndingsDeps): Deliveries => ({
  get: (id) => deliveries.get(id),
  create: (delivery) => deliveries.create(delivery),
  save: async (delivery) => {
    await deliveries.save(delivery);
    if (delivery.isTest) return;
    if (delivery.status === 'delivered') deps.metrics.record('DeliveriesDone', 1);
    if (delivery.status === 'undelivered') deps.metrics.record('DeliveriesGivenUp', 1);
    await add(deps, tallyOfDelivery(delivery));
  },
});

export const countedForwardHealth = (health: ForwardHealth, metrics: Metrics): ForwardHealth => ({
  noteFailure: (source, at) => health.noteFailure(source, at),
  noteSuccess: (source) => health.noteSuccess(source),
  disable: async (source, at, reason) => {
    await health.disable(source, at, reason);
    metrics.record('TargetsSwitchedOff', 1);
  },
});
