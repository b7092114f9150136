// What the vendor's answer to an upload means: the contract's section "Vendor", line by line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyVendorReply } from '../../shared/domain/vendor-reply.ts';
import { failureBody, successBody } from '../support/webhook-bodies.ts';

const success = JSON.stringify(successBody('4430'));
const failure = JSON.stringify(failureBody('4430'));
const refusal = '{"success":false,"error_code":"QUOTA_EXCEEDED"}';
const forAnother = JSON.stringify(successBody('4431'));
const html = '<html>Bad gateway</html>';

const table: [number, string, string][] = [
  [200, success, 'answer'],
  [201, success, 'answer'],
  [202, failure, 'answer'],
  [200, refusal, 'answer'],
  [200, '', 'acknowledged'],
  [200, '{"status":"queued"}', 'acknowledged'],
  [202, html, 'acknowledged'],
  [204, '', 'acknowledged'],
  [200, forAnother, 'acknowledged'],
  [200, '{"success":true,"results":[]}', 'acknowledged'],
  [400, failure, 'answer'],
  [422, refusal, 'answer'],
  [404, success, 'answer'],
  [400, '', 'rejected'],
  [404, html, 'rejected'],
  [413, '{"error":"too large"}', 'rejected'],
  [401, '', 'token-rejected'],
  [403, refusal, 'token-rejected'],
  [429, refusal, 'unreachable'],
  [429, '', 'unreachable'],
  [500, failure, 'unreachable'],
  [502, html, 'unreachable'],
  [503, '', 'unreachable'],
  [301, '', 'unreachable'],
];

test.each(table)('%i with %s: %s', (status, text, kind) => {
  expect(classifyVendorReply(status, text, '4430').kind).toBe(kind);
});

describe('an answer', () => {
  test("is passed on byte for byte, with the recording's result read out of it", () => {
    const spaced = ` ${success} \n`;
    expect(classifyVendorReply(200, spaced, '4430')).toMatchObject({
      body: spaced,
      result: { audioId: '4430', succeeded: true, bodyText: spaced },
    });
  });

  test('that refuses without naming the recording is about the recording', () => {
    expect(classifyVendorReply(200, refusal, '4430')).toEqual({
      kind: 'answer',
      body: refusal,
      result: { audioId: '4430', succeeded: false, errorCode: 'QUOTA_EXCEEDED', bodyText: refusal },
    });
    expect(classifyVendorReply(200, '{"success":false}', '4430')).toMatchObject({
      result: { errorCode: 'VENDOR_REJECTED' },
    });
  });

  test('that tells of others as well is passed on whole, and is about this recording', () => {
    const results = [...successBody('4431').results, ...successBody('4430').results];
    const body = JSON.stringify({ success: true, results });
    expect(classifyVendorReply(200, body, '4430')).toMatchObject({
      body,
      result: { audioId: '4430', bodyText: body },
    });
  });

  test('to a numeric audioID finds it whether it comes back as text or as a number', () => {
    const body = '{"success":true,"results":[{"audioID":4430,"transcription":"x"}]}';
    expect(classifyVendorReply(200, body, '4430').kind).toBe('answer');
  });

  test('that says error_code: null beside its transcript is no acknowledgement', () => {
    const body = '{"success":true,"error_code":null,"results":[{"audioID":"4430","transcription":"x"}]}';
    expect(classifyVendorReply(200, body, '4430').kind).toBe('answer');
  });
});

test('Retry-After goes along with 429 and 5xx', () => {
  expect(classifyVendorReply(429, '', '4430', 30)).toMatchObject({ retryAfterSeconds: 30 });
  expect(classifyVendorReply(503, '', '4430', 0)).toMatchObject({ retryAfterSeconds: 0 });
  expect(classifyVendorReply(503, '', '4430')).not.toHaveProperty('retryAfterSeconds');
});

test('no reason repeats what the vendor wrote: it goes into the timeline', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
      const reply = classifyVendorReply(status, 'secret words', '4430');
      expect(JSON.stringify(reply)).not.toContain('secret words');
    }),
  );
});

test('only an answer that surely did not take the recording allows another upload', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 299 }), fc.string(), (status, text) => {
      expect(['answer', 'acknowledged']).toContain(classifyVendorReply(status, text, '4430').kind);
    }),
  );
});
