// The fuzz of every door, small; and that what it looks for would be seen.
import { describe, expect, test } from 'vitest';
import { contract as manageKeys } from '../../functions/admin/manage-keys/contract.ts';
import { contract as servePanel } from '../../functions/admin/serve-panel/contract.ts';
import { contract as submitRecording } from '../../functions/gateway/submit-recording/contract.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import type { Belongings } from './fuzz/belongings.ts';
import { faultBook } from './fuzz/fault-book.ts';
import { fuzzRoutes, rowsOf } from './fuzz/fuzz-routes.ts';
import { fuzzedRoutes, nameOf } from './fuzz/fuzzed-route.ts';
import { judgeAnswer } from './fuzz/judge-answer.ts';
import { mutatedBody } from './fuzz/mutate-body.ts';
import { validBody } from './fuzz/valid-body.ts';

test('a few hundred hostile calls at every route are all answered as its contract says', async () => {
  const lines: string[] = [];
  const rows = await fuzzRoutes({ seed: 2026, smaller: 100, say: (line) => lines.push(line) });
  // How fast a crowded machine answers is for `npm run doors` to say.
  const unmet = rows.filter(({ what, target }) => target?.isMet === false && !what.includes('p99'));
  expect({ unmet, lines }).toEqual({ unmet: [], lines: expect.anything() });
  expect(rows.filter(({ target }) => target)).toHaveLength(5);
}, 120_000);

const answered = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'x-request-id': 'r-1', ...headers },
  text: typeof body === 'string' ? body : JSON.stringify(body),
  durationMs: 1,
});
const judge = (contract: FunctionContract, status: number, body: unknown, method = 'POST') =>
  judgeAnswer(contract, method, answered(status, body))?.kind;
const native = (code: string) => ({ error: { code, message: 'm', requestId: 'r-1' } });
const gateway = (code: string) => ({ success: false, message: 'm', error_code: code, request_id: 'r-1' });

describe('the judge', () => {
  test('sees an internal error in either dialect, and the platform saying that a function failed', () => {
    expect(judge(manageKeys, 500, native('INTERNAL_ERROR'))).toBe('failure');
    expect(judge(submitRecording, 500, gateway('INTERNAL_ERROR'))).toBe('failure');
    expect(judge(submitRecording, 500, { message: 'Internal Server Error' })).toBe('failure');
    expect(judge(submitRecording, 503, { message: 'Service Unavailable' })).toBe('failure');
    expect(judge(servePanel, 500, '', 'HEAD')).toBe('failure');
  });

  test('lets the outcomes pass that the dialect documents', () => {
    expect(judge(submitRecording, 502, gateway('DOWNLOAD_FAILED'))).toBeUndefined();
    expect(judge(submitRecording, 500, gateway('CONVERSION_FAILED'))).toBeUndefined();
  });

  test('sees an answer outside its schema', () => {
    expect(judge(manageKeys, 201, { id: 'key_1' })).toBe('schema');
    expect(judge(manageKeys, 400, gateway('INVALID_PARAMETER'))).toBe('schema');
    expect(judge(submitRecording, 400, native('INVALID_PARAMETER'))).toBe('schema');
    expect(judge(submitRecording, 400, gateway('NO_SUCH_CODE'))).toBe('schema');
    expect(judge(submitRecording, 202, { success: true })).toBe('schema');
    expect(judge(manageKeys, 299, {})).toBe('schema');
    expect(judge(manageKeys, 204, 'a body')).toBe('schema');
    expect(judgeAnswer(manageKeys, 'GET', { ...answered(0, 'reset'), headers: {} })?.kind).toBe('schema');
    const unnamed = { ...answered(404, native('NOT_FOUND')), headers: {} };
    expect(judgeAnswer(manageKeys, 'GET', unnamed)?.kind).toBe('schema');
  });

  test('knows the refusals of the platform, each with its own status alone', () => {
    expect(judge(manageKeys, 404, { message: 'Not Found' })).toBeUndefined();
    expect(judge(manageKeys, 413, { message: 'Request Entity Too Large' })).toBeUndefined();
    expect(judge(manageKeys, 400, { message: 'Not Found' })).toBe('schema');
  });
});

describe('a row', () => {
  const call = { method: 'GET', path: '/', headers: {} };
  const times = new Map(fuzzedRoutes.slice(0, 1).map((route) => [route, [300]]));
  const unmet = (faults: ReturnType<typeof faultBook>, behind: readonly string[], isWell: boolean) =>
    rowsOf({ calls: 1, times, faults, behind, isWell }).filter(({ target }) => target?.isMet === false);

  test('turns red for each thing that must not be', () => {
    expect(unmet(faultBook(), [], true).map(({ what }) => what)).toEqual([expect.stringContaining('p99')]);
    const failed = faultBook();
    failed.note('GET /', call, { kind: 'failure', why: '500 INTERNAL_ERROR' });
    expect(unmet(failed, [], true)[0]?.what).toContain('INTERNAL_ERROR');
    const strayed = faultBook();
    strayed.note('GET /', call, { kind: 'schema', why: '200: …' });
    expect(unmet(strayed, [], true)[0]?.what).toContain('schema');
    expect(unmet(faultBook(), ['hint failed'], true)[0]?.what).toContain('behind the doors');
    expect(unmet(faultBook(), [], false)[0]?.what).toContain('not well');
  });

  test('comes with the smallest call that shows its fault', () => {
    const faults = faultBook();
    const fault = { kind: 'failure', why: '500 INTERNAL_ERROR' } as const;
    faults.note('GET /', { ...call, path: `/${'x'.repeat(200)}` }, fault);
    faults.note('GET /', { ...call, path: '/short' }, fault);
    faults.note('GET /', { ...call, path: `/${'y'.repeat(200)}` }, fault);
    expect(faults.smallest()).toEqual([expect.stringContaining('/short')]);
  });
});

describe('the calls', () => {
  const belongings = { source: { name: 's', key: 'k' }, audioIds: ['a'] } as unknown as Belongings;

  test('begin with a body that the route itself takes', () => {
    const random = seededRandomness(5);
    for (const route of fuzzedRoutes.filter(({ body }) => body)) {
      const parsed = route.body?.safeParse(validBody(route.body, random, belongings));
      expect({ route: nameOf(route), error: parsed?.error?.message }).toEqual({ route: nameOf(route) });
    }
  });

  test('are the same again with the same seed', () => {
    const played = (seed: number) => {
      const random = seededRandomness(seed);
      return Array.from({ length: 50 }, () =>
        mutatedBody({ label: 'x' }, true, random).bytes.toString('hex'),
      );
    };
    expect(played(1)).toEqual(played(1));
    expect(played(1)).not.toEqual(played(2));
  });
});
