// Judges the buckets: nothing in them that no item knows, nothing missing that an item names; and the webhooks behind it.
import { jsonLogKey } from '../../shared/domain/json-log-name.ts';
import { isTerminal } from '../../shared/domain/recording.ts';
import type { Evidence } from './evidence.ts';
import { countBy, forbidden, listed, type ReportRow, told } from './report-row.ts';
import type { StoredRows } from './stored-rows.ts';

const defined = (values: readonly (string | undefined)[]): readonly string[] =>
  values.filter((value) => value !== undefined);

/** Those that were not deleted with a recording. */
const logKeys = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name !== '').map(jsonLogKey);

/** What must lie in a bucket, because an item that has come to its end names it. */
const promised = ({ recordings, intents }: StoredRows): readonly string[] => [
  ...recordings.flatMap(({ state, outcome, wavKey, audio }) => [
    ...(isTerminal(state) && audio ? defined([wavKey]) : []),
    ...defined([outcome?.jsonLogName, outcome?.enrichmentLogName]).map(jsonLogKey),
  ]),
  ...intents.flatMap(({ results = [] }) => logKeys(results.map(({ jsonLogName }) => jsonLogName))),
];

/** What may lie in a bucket: also what was written before a crash, under a name that an item already had. */
const known = (rows: StoredRows): ReadonlySet<string> =>
  new Set([
    ...promised(rows),
    ...rows.recordings.flatMap(({ wavKey, jsonLogName }) => [
      ...defined([wavKey]),
      ...defined([jsonLogName]).map(jsonLogKey),
    ]),
    ...rows.intents.flatMap(({ jsonLogName, resultLogNames, bodyKey }) => [
      ...logKeys([jsonLogName, ...resultLogNames]),
      ...defined([bodyKey]),
    ]),
    ...rows.deliveries.flatMap(({ attempts }) => defined(attempts.map(({ responseKey }) => responseKey))),
  ]);

export const judgeObjects = ({ rows, keys }: Evidence): readonly ReportRow[] => {
  const there = new Set(keys);
  const isKnown = known(rows);
  // Earlier attempts of a recording leave their audio, whose key has the recording's id in it.
  const ids = rows.recordings.filter(({ attempt }) => attempt > 1).map(({ id }) => id);
  const orphans = keys.filter((key) => !isKnown.has(key) && !ids.some((id) => key.includes(id)));
  const results = rows.intents.flatMap((intent) => intent.results ?? []);
  const unsettled = rows.intents.filter((intent) => intent.results === undefined);
  const isThere = new Set(rows.recordings.map(({ id }) => id));
  const isOurs = new Set(rows.recordings.map(({ audioId }) => audioId));
  return [
    told('objects stored', keys.length),
    forbidden('orphan objects', orphans),
    forbidden(
      'objects missing',
      promised(rows).filter((key) => !there.has(key)),
    ),
    forbidden(
      'webhooks never settled',
      unsettled.map(({ hash }) => hash),
    ),
    told('webhook results', listed(countBy(results, ({ verdict }) => verdict))),
    forbidden(
      'webhooks that found no recording',
      results
        .filter(({ verdict, audioId }) => verdict === 'unknown' && isOurs.has(audioId))
        .map(({ audioId }) => audioId),
    ),
    forbidden(
      'webhooks that name a recording that is gone',
      results.flatMap(({ recordingId: id }) => (id === undefined || isThere.has(id) ? [] : [id])),
    ),
  ];
};
