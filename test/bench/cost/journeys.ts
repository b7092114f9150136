// The three ways a recording of five minutes may go, with the times that nobody can count: they are assumed, and said.
import { waitForOutcome } from '../../../functions/gateway/submit-recording/wait-for-outcome.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { settingDefaults } from '../../../shared/domain/settings.ts';
import type { Operations } from './facts.ts';
import type { Journey } from './recording-cost.ts';

/** Seconds. */
export const assumed = {
  /** From the upload's end to the vendor's answer, when it answers with the transcript. */
  vendorAnswers: 10,
  /** From the upload's end to the vendor's acknowledgement, when it calls back. */
  vendorAcknowledges: 1,
  /** Submit's own work. */
  submit: 0.1,
  /** Download, conversion, keeping and upload of five minutes. */
  transcode: 3,
  /** The webhook with its wait for a quick customer's server. */
  webhook: 0.6,
  deliver: 0.4,
  sweep: 0.3,
} as const;

/** How often submit looks while it waits: its own loop, on a clock that stands still in between. */
export const readsWhileWaiting = async (seconds: number): Promise<number> => {
  let nowMs = 0;
  let reads = 0;
  const recording = { id: '', state: 'RECEIVED', vendorFailures: 0 } as unknown as Recording;
  const deps = {
    recordings: {
      get: async () => {
        reads += 1;
        return recording;
      },
    },
    clock: { now: () => nowMs },
    random: { fraction: () => 0.5, token: () => '' },
    pause: async (ms: number) => {
      nowMs += ms;
    },
  };
  await waitForOutcome(deps as never, recording, seconds * 1000);
  return reads;
};

export const journeys = async ({ paths }: Operations): Promise<readonly Journey[]> => {
  const answeredAfter = assumed.transcode + assumed.vendorAnswers;
  const patience = settingDefaults.SUBMIT_WAIT_SECONDS;
  const calledBack = {
    Transcode: assumed.transcode + assumed.vendorAcknowledges,
    ReceiveWebhook: assumed.webhook,
    Deliver: assumed.deliver,
  };
  const without = paths['called back'].operations.filter(
    ({ function: caller, name }) => `${caller} ${name}` !== 'SubmitRecording GetItem recording',
  );
  return [
    {
      name: `answered, the caller waits ${answeredAfter} s`,
      counted: paths.answered,
      seconds: { SubmitRecording: assumed.submit + answeredAfter, Transcode: answeredAfter },
      waitingReads: (await readsWhileWaiting(answeredAfter)) - 1,
    },
    {
      name: `called back, the caller waits ${patience} s`,
      counted: paths['called back'],
      seconds: { SubmitRecording: assumed.submit + patience, ...calledBack },
      waitingReads: (await readsWhileWaiting(patience)) - 1,
    },
    {
      name: 'called back, nobody waits',
      counted: { ...paths['called back'], operations: without },
      seconds: { SubmitRecording: assumed.submit, ...calledBack },
      waitingReads: 0,
    },
  ];
};
