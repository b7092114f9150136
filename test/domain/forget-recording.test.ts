// What a settled webhook says once one of its recordings is gone.
import { expect, test } from 'vitest';
import { forgetRecording, logsOfOthers } from '../../shared/domain/forget-recording.ts';
import { jsonLogKey } from '../../shared/domain/json-log-name.ts';
import type { SettledResult } from '../../shared/domain/webhook-intent.ts';
import { someWebhook } from '../support/domain-items.ts';

const mine: SettledResult = {
  ...{ audioId: '4430', jsonLogName: 'mine.json', verdict: 'applied' },
  ...{ recordingId: 'rec_mine', source: 'PBXdemo', deliveryId: 'dlv_mine' },
};
const theirs: SettledResult = {
  ...{ audioId: '4431', jsonLogName: 'theirs.json', verdict: 'applied' },
  ...{ recordingId: 'rec_theirs', source: 'CCDdemo', deliveryId: 'dlv_theirs' },
};
const anybodys: SettledResult = { audioId: '4430', jsonLogName: 'conflict.json', verdict: 'conflict' };
const nothing = { audioId: '', jsonLogName: '', verdict: 'deleted' };
const keys = (...names: string[]) => new Set(names.map(jsonLogKey));

test('of a webhook about one recording nothing stays but that it came', () => {
  const alone = { ...mine, jsonLogName: 'all.json' };
  const intent = someWebhook({ jsonLogName: 'all.json', recordingId: 'rec_mine', results: [alone], ver: 2 });
  const { hash, receivedAt, tries } = intent;
  expect(forgetRecording(intent, 'rec_mine', keys('all.json'))).toEqual({
    ...{ hash, receivedAt, tries, ver: 3, jsonLogName: '', resultLogNames: [] },
    results: [nothing],
  });
});

test("other recordings' results in the same webhook stay as they are", () => {
  const intent = someWebhook({
    ...{ jsonLogName: 'all.json', results: [mine, theirs], bodyKey: 'webhook_bodies/h.json' },
    resultLogNames: ['mine.json', 'theirs.json'],
  });
  const gone = new Set([...keys('all.json', 'mine.json'), 'webhook_bodies/h.json']);
  const rest = forgetRecording(intent, 'rec_mine', gone);
  expect(rest).toMatchObject({
    ...{ jsonLogName: '', resultLogNames: ['', 'theirs.json'], results: [nothing, theirs] },
  });
  expect(rest).not.toHaveProperty('bodyKey');
});

test('a result that could be about several is forgotten when its log goes with one of them', () => {
  const intent = someWebhook({ jsonLogName: 'conflict.json', results: [anybodys] });
  expect(forgetRecording(intent, 'rec_mine', keys('conflict.json'))?.results).toEqual([nothing]);
  expect(forgetRecording(intent, 'rec_mine', keys('other.json'))).toBeUndefined();
});

test('it is forgotten once: what says nothing of it is not written again', () => {
  const intent = someWebhook({ jsonLogName: 'mine.json', results: [mine] });
  const rest = forgetRecording(intent, 'rec_mine', keys('mine.json'));
  expect(rest && forgetRecording(rest, 'rec_mine', keys('mine.json'))).toBeUndefined();
  expect(forgetRecording(someWebhook({ results: [theirs] }), 'rec_mine', keys('mine.json'))).toBeUndefined();
});

test("logs of results that are another recording's are that one's own; those of nobody are not", () => {
  const intent = someWebhook({ results: [mine, theirs, anybodys] });
  expect(logsOfOthers(intent, 'rec_mine')).toEqual([jsonLogKey('theirs.json')]);
});
