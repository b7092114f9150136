// Judges a chaos run: every row of the report, and which of them must be 0.
import { isTerminal, type Recording } from '../../shared/domain/recording.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { defaultAccount } from '../../shared/domain/source.ts';
import type { Evidence } from './evidence.ts';
import { judgeDeliveries } from './judge-deliveries.ts';
import { judgeObjects } from './judge-objects.ts';
import { judgeUploads } from './judge-uploads.ts';
import { countBy, forbidden, listed, type ReportRow, told } from './report-row.ts';

const stateOf = (recording: Recording | undefined): string =>
  recording
    ? `${recording.state} due ${recording.dueAt ?? 'never'}: ${recording.timeline.map(({ event }) => event).join(' ')}`
    : 'not in the table';

const judgeRecordings = ({ submitted, rows, changed, misread }: Evidence): readonly ReportRow[] => {
  const byId = new Map(rows.recordings.map((recording) => [recording.id, recording] as const));
  const lost = submitted.accepted.flatMap(({ source, audioID }) => {
    const recording = byId.get(recordingId(defaultAccount, source, audioID));
    return recording && isTerminal(recording.state) ? [] : [`${audioID}: ${stateOf(recording)}`];
  });
  const failed = rows.recordings.filter(({ state }) => state === 'FAILED');
  const unanswered = submitted.unanswered.map(({ audioID }) => audioID);
  return [
    told('accepted', submitted.accepted.length),
    forbidden('lost', lost),
    forbidden('submissions without an answer', unanswered),
    forbidden('good submissions refused', submitted.refused),
    told('completed', rows.recordings.filter(({ state }) => state === 'COMPLETED').length),
    told('failed by reason', listed(countBy(failed, ({ failure }) => failure?.code ?? '(none)'))),
    forbidden(
      'failed without a reason',
      failed.filter(({ failure }) => !failure).map(({ id }) => id),
    ),
    forbidden('results that changed', changed),
    forbidden('answers that differ from the stored result', misread),
  ];
};

const judgeLeftovers = (evidence: Evidence): readonly ReportRow[] => {
  const { temporaryFiles, processes, secretsInLogs, forgotten, problems } = evidence;
  return [
    forbidden('due items the sweeper cannot see', forgotten),
    forbidden('temporary files left', temporaryFiles),
    processes ? forbidden('processes left', processes) : told('processes left', 'not known on this system'),
    forbidden('secrets in logs', secretsInLogs),
    forbidden('problems of the run itself', problems),
  ];
};

export const judge = (evidence: Evidence): readonly ReportRow[] => [
  ...judgeRecordings(evidence),
  ...judgeUploads(evidence),
  ...judgeDeliveries(evidence),
  ...judgeObjects(evidence),
  ...judgeLeftovers(evidence),
  told('function processes killed', evidence.functionKills),
  told('stack killed and restarted', evidence.stackKills),
  told('elapsed', `${Math.round(evidence.elapsedSeconds)} s`),
];
