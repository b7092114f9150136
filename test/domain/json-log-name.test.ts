// Names in the buckets: a JSON log's is a capability, a WAV's smuggles nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isJsonLogName,
  jsonLogKey,
  jsonLogName,
  jsonLogUrl,
  wavKey,
} from '../../shared/domain/json-log-name.ts';
import { recordingId } from '../../shared/domain/recording-id.ts';
import { random } from '../../shared/edge/chance.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';

const time = fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true });

describe('JSON logs', () => {
  test('are named voice_YYYYMMDD_HHMMSS_<random>.json in UTC', () => {
    const name = jsonLogName(Date.UTC(2026, 2, 31, 12, 0, 0, 999), seededRandomness(1));
    expect(name).toMatch(/^voice_20260331_120000_[0-9a-z]+\.json$/);
  });

  test('the random part has at least 128 bits', () => {
    const name = jsonLogName(0, random);
    const [, part = ''] = /_([0-9a-z]+)\.json$/.exec(name) ?? [];
    expect(part.length * Math.log2(36)).toBeGreaterThanOrEqual(128);
  });

  test('of the same second never have the same name', () => {
    const names = Array.from({ length: 2000 }, () => jsonLogName(0, random));
    expect(new Set(names).size).toBe(names.length);
  });

  test('every name that is made is recognised', () => {
    fc.assert(
      fc.property(time, fc.integer(), (at, seed) => {
        expect(isJsonLogName(jsonLogName(at.getTime(), seededRandomness(seed)))).toBe(true);
      }),
    );
  });

  const good = jsonLogName(0, seededRandomness(1));
  test.each([
    '',
    '../json_logs/x.json',
    `../${good}`,
    `${good}/`,
    `${good}\n`,
    good.toUpperCase(),
    good.replace('.json', '.jsonx'),
    good.replace('.json', ''),
    'voice_20260331_120000_abc123.json',
  ])('%j is not a name', (name) => {
    expect(isJsonLogName(name)).toBe(false);
  });

  test('key and URL hold the name', () => {
    expect(jsonLogKey(good)).toBe(`json_logs/${good}`);
    expect(jsonLogUrl('https://v.example', good)).toBe(
      `https://v.example/voiceTranscription/json_logs/${good}`,
    );
  });
});

describe('stored WAVs', () => {
  const keyOf = (audioId: string, at = 0, attempt = 1) =>
    wavKey(audioId, recordingId('default', 'PBXdemo', audioId), attempt, at);

  test('the seed: audioID and timestamp, then what makes it unique', () => {
    expect(keyOf('4430', Date.UTC(2026, 2, 31, 12))).toMatch(
      /^WAV\/4430_20260331_120000_rec_[a-z2-7]{32}_1\.wav$/,
    );
  });

  test('no audioID smuggles anything into its key', () => {
    const smuggling = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
      fc.constantFrom(
        '../../etc/passwd',
        '..',
        '.',
        '/',
        'a\0b',
        'a\r\nb',
        '\u202Egpj.wav',
        '👩‍👩‍👧',
        'สวัสดี',
        '%2e%2e%2f',
        'a?b#c',
        '\\\\server',
      ),
    );
    fc.assert(
      fc.property(smuggling, time, fc.integer({ min: 1, max: 99 }), (audioId, at, attempt) => {
        expect(keyOf(audioId, at.getTime(), attempt)).toMatch(
          /^WAV\/[A-Za-z0-9-]{1,24}_\d{8}_\d{6}_rec_[a-z2-7]{32}_\d+\.wav$/,
        );
      }),
    );
  });

  test('audioIDs that look alike do not share a key', () => {
    expect(keyOf('../a')).not.toBe(keyOf('-a'));
    expect(keyOf('👍')).not.toBe(keyOf('👎'));
  });

  test('each attempt has its own', () => {
    expect(keyOf('4430', 0, 1)).not.toBe(keyOf('4430', 0, 2));
  });
});
