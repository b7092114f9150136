// Judges what the vendor saw: each upload is a bill, so none may be made whose predecessor's end was known.
import type { VendorRequest } from '../../infra/local/outside/vendor/request-log.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import type { Evidence } from './evidence.ts';
import { countBy, forbidden, listed, type ReportRow, told } from './report-row.ts';

/** After these the vendor has the recording for certain, or its result is known. */
const settling = ['submitted', 'completed', 'refused-by-vendor', 'failed'];

/** An upload was begun in an attempt in which an earlier one had already been taken or answered. */
const isBilledTwice = ({ timeline }: Recording): boolean =>
  timeline.some(
    ({ event, attempt }, index) =>
      event === 'submitting' &&
      timeline.slice(0, index).some((past) => past.attempt === attempt && settling.includes(past.event)),
  );

const intentsOf = ({ timeline }: Recording): number =>
  timeline.filter(({ event }) => event === 'submitting').length;

const isFault = ({ outcome }: VendorRequest): boolean =>
  outcome === 'dropped' || (outcome !== 'pending' && outcome.status >= 400);

export const judgeUploads = ({ rows, uploads, submitted }: Evidence): readonly ReportRow[] => {
  const seen = countBy(uploads, ({ audioID }) => audioID ?? '(none)');
  const intents = new Map<string, number>();
  for (const recording of rows.recordings) {
    const { audioId } = recording;
    intents.set(audioId, (intents.get(audioId) ?? 0) + intentsOf(recording));
  }
  // An upload that broke off before its audioID was read is nobody's.
  const unforeseen = [...seen].filter(
    ([audioId, count]) => audioId !== '(none)' && count > (intents.get(audioId) ?? 0),
  );
  const alone = submitted.accepted.filter(({ isAlone }) => isAlone);
  const calls = alone.map(({ audioID }) => seen.get(audioID) ?? 0);
  const mean = calls.reduce((sum, count) => sum + count, 0) / Math.max(1, calls.length);
  const histogram = listed(countBy(calls, (count) => `${count}×`));
  return [
    told(
      'vendor calls per recording',
      `mean ${mean.toFixed(3)}, most ${Math.max(0, ...calls)} (${histogram})`,
    ),
    forbidden(
      'uploads repeated after a known answer',
      rows.recordings.filter(isBilledTwice).map(({ id }) => id),
    ),
    forbidden(
      'uploads without a written intent',
      unforeseen.map(([audioId, count]) => `${audioId}: ${count} uploads, ${intents.get(audioId)} intents`),
    ),
    told(
      'recordings with an upload in doubt',
      rows.recordings.filter((one) => one.ambiguousCalls > 0).length,
    ),
    told('vendor faults', uploads.filter(isFault).length),
    told(
      'webhooks sent',
      uploads.reduce((sum, { webhooks }) => sum + webhooks.length, 0),
    ),
  ];
};
