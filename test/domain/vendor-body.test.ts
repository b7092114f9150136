// What a vendor says, read leniently: one odd field must not cost a result.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readVendorBody } from '../../shared/domain/vendor-body.ts';
import { failureBody, successBody } from '../support/webhook-bodies.ts';

const read = (body: unknown) => readVendorBody(JSON.stringify(body));
const first = (body: unknown) => read(body)?.results[0];

describe('the bodies that the documentation shows', () => {
  test('success', () => {
    const body = JSON.stringify(successBody('4430'));
    expect(readVendorBody(body)).toEqual({
      isRefusal: false,
      results: [
        {
          audioId: '4430',
          succeeded: true,
          transcription: 'Hello, how can I help you today...',
          language: 'en',
          durationSeconds: 42.3,
          bodyText: body,
        },
      ],
    });
  });

  test('failure', () => {
    const body = JSON.stringify(failureBody('4430'));
    expect(readVendorBody(body)).toEqual({
      isRefusal: true,
      errorCode: 'NO_SPEECH_DETECTED',
      results: [{ audioId: '4430', succeeded: false, errorCode: 'NO_SPEECH_DETECTED', bodyText: body }],
    });
  });

  test('the least of a webhook', () => {
    const body = { success: true, results: [{ audioID: '4430', transcription: 'Hello...' }] };
    expect(first(body)).toMatchObject({ audioId: '4430', succeeded: true, transcription: 'Hello...' });
  });
});

describe('audioID', () => {
  test('a number is its decimal text', () => {
    expect(first({ success: true, results: [{ audioID: 4430 }] })?.audioId).toBe('4430');
  });

  test('a number of 20 digits keeps all of them', () => {
    const body = readVendorBody('{"results":[{"audioID":12345678901234567891,"transcription":"x"}]}');
    expect(body?.results[0]?.audioId).toBe('12345678901234567891');
  });

  test.each([
    { transcription: 'x' },
    { audioID: '' },
    { audioID: null },
    { audioID: {} },
    'text',
    null,
    7,
    [],
  ])('a result without one is left out, and the others stay: %j', (nameless) => {
    const body = read({ success: true, results: [nameless, { audioID: '1', transcription: 'x' }] });
    expect(body?.results.map(({ audioId }) => audioId)).toEqual(['1']);
  });
});

describe('fields of an unexpected kind cost no result', () => {
  const odd = [null, '', 7, true, {}, [], 'x'];
  const good = { audioID: '4430', transcription: 'Hello' };

  test.each(['message', 'status', 'language', 'duration', 'audioSource', 'metadata'])(
    'a result with whatever as its %s',
    (name) => {
      for (const value of odd) {
        const result = first({ success: true, results: [{ ...good, [name]: value }] });
        expect(result).toMatchObject({ audioId: '4430', succeeded: true, transcription: 'Hello' });
      }
    },
  );

  test.each(['message', 'request_id', 'language'])('a body with whatever as its %s', (name) => {
    for (const value of odd) {
      expect(first({ success: true, [name]: value, results: [good] })).toMatchObject({ succeeded: true });
    }
  });

  test.each([null, ''])('error_code %j says that nothing is wrong', (error_code) => {
    expect(first({ success: true, error_code, results: [{ ...good, error_code }] })).toMatchObject({
      succeeded: true,
      transcription: 'Hello',
    });
  });

  test('an error_code that is a number is an error all the same', () => {
    expect(first({ success: true, results: [{ audioID: '1', error_code: 17 }] })).toMatchObject({
      succeeded: false,
      errorCode: '17',
    });
  });

  test('success: null is not a refusal', () => {
    expect(read({ success: null, results: [good] })).toMatchObject({
      isRefusal: false,
      results: [{ succeeded: true }],
    });
  });

  test('an endless error_code or language is cut: they go into the item', () => {
    const endless = 'x'.repeat(100_000);
    const result = first({ results: [{ audioID: '1', error_code: endless, language: endless }] });
    expect(result?.errorCode).toHaveLength(200);
    expect(result?.language).toHaveLength(200);
    expect(result?.succeeded).toBe(false);
  });
});

describe('what is wrong with a failure', () => {
  test.each([
    [{ success: false, error_code: 'A', results: [{ audioID: '1', error_code: 'B' }] }, 'B'],
    [{ success: false, error_code: 'A', results: [{ audioID: '1' }] }, 'A'],
    [{ success: false, results: [{ audioID: '1' }] }, 'VENDOR_REJECTED'],
    [{ success: true, results: [{ audioID: '1', error_code: 'B' }] }, 'B'],
  ])('%j: %s', (body, errorCode) => {
    expect(first(body)).toMatchObject({ succeeded: false, errorCode });
  });
});

describe('several results', () => {
  const several = {
    success: true,
    message: 'Successfully processed 2 audio(s), failed 1',
    batch: 7,
    results: [
      { audioID: '1', audioSource: 'pbx', transcription: 'for the first' },
      { audioID: '2', audioSource: 'ccd', transcription: 'for the second' },
      { audioID: '3', error_code: 'NO_SPEECH_DETECTED' },
    ],
  };

  test('each has a body of its own that shows no other', () => {
    const results = read(several)?.results ?? [];
    expect(results.map(({ bodyText }) => JSON.parse(bodyText))).toEqual(
      several.results.map((result) => ({
        ...several,
        success: !('error_code' in result),
        results: [result],
      })),
    );
  });

  test('each succeeds or fails for itself', () => {
    const outcomes = (success: boolean) =>
      read({ ...several, success })?.results.map(({ succeeded }) => succeeded);
    expect(outcomes(true)).toEqual([true, true, false]);
    expect(outcomes(false)).toEqual([true, true, false]);
  });

  test('the source that a result names is read', () => {
    expect(read(several)?.results.map(({ source }) => source)).toEqual(['pbx', 'ccd', undefined]);
  });

  test('whatever they say, no body holds the words of another', () => {
    const word = fc.stringMatching(/^[a-z]{12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 6 }), (words) => {
        const results = words.map((transcription, index) => ({ audioID: String(index), transcription }));
        for (const result of read({ success: true, results })?.results ?? []) {
          const heard = words.filter((text) => result.bodyText.includes(text));
          expect(heard).toEqual([words[Number(result.audioId)]]);
        }
      }),
    );
  });
});

describe('what is no body', () => {
  test.each(['', 'x', '[]', 'null', '7', '"text"', '{"results":', '<html></html>'])('%j is none', (text) => {
    expect(readVendorBody(text)).toBeUndefined();
  });

  test.each(['{}', '{"results":null}', '{"results":{}}', '{"results":[]}', '{"results":"x"}'])(
    '%s holds no result',
    (text) => {
      expect(readVendorBody(text)).toEqual({ isRefusal: false, results: [] });
    },
  );

  test('nothing that is JSON makes it throw, and every result has an audioID', () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const nearly = fc.record({ success: anything, error_code: anything, results: fc.array(anything) });
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (json) => {
        for (const { audioId } of readVendorBody(JSON.stringify(json))?.results ?? []) {
          expect(audioId).not.toBe('');
        }
      }),
    );
  });
});

describe('what no table could keep', () => {
  const ofResult = (result: string) =>
    readVendorBody(`{"success":true,"results":[{"audioID":"4430","transcription":"x",${result}}]}`)
      ?.results[0];

  test.each(['1e308', '-1e308', '-5', '9007199254740993', '1e7000'])(
    'a duration of %s is not told',
    (seconds) => {
      expect(ofResult(`"duration":${seconds}`)).toMatchObject({ succeeded: true, transcription: 'x' });
      expect(ofResult(`"duration":${seconds}`)).not.toHaveProperty('durationSeconds');
    },
  );

  test.each([
    ['5e-324', 0],
    ['42.3', 42.3],
    ['0.1234567', 0.123],
    ['10000000', 10_000_000],
  ])('a duration of %s is %d', (seconds, kept) => {
    expect(ofResult(`"duration":${seconds}`)?.durationSeconds).toBe(kept);
  });

  test('whatever a vendor sends in a field, what is read of it fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double(), fc.jsonValue(), (audioID, duration, language) => {
        const results = [{ audioID: audioID ?? 'x', duration, language, error_code: language }];
        const { audioId = '', durationSeconds = 0, errorCode = '' } = first({ results }) ?? {};
        expect(audioId.length).toBeLessThanOrEqual(201);
        expect(errorCode.length).toBeLessThanOrEqual(200);
        expect(durationSeconds).toBeGreaterThanOrEqual(0);
        expect(durationSeconds * 1000).toBeCloseTo(Math.round(durationSeconds * 1000));
      }),
    );
  });

  test('an audioID longer than any that is submitted is cut, and stays longer', () => {
    for (const audioID of ['L'.repeat(450_000), '\u{1F4DE}'.repeat(101)])
      expect(first({ success: true, results: [{ audioID }] })?.audioId).toHaveLength(201);
  });

  test('each of many results gives a body of its own, made when it is asked for', () => {
    const results = ['a', 'b'].map((audioID) => ({ audioID, transcription: 'x' }));
    const second = read({ success: true, meta: 'm', results })?.results[1];
    expect(Object.getOwnPropertyDescriptor(second, 'bodyText')?.get).toBeDefined();
    expect(JSON.parse(second?.bodyText ?? '')).toEqual({ success: true, meta: 'm', results: [results[1]] });
  });
});
