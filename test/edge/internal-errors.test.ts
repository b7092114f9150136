// A door answers even when our own code fails, so Lambda sees no error: the doors count it themselves.
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { MetricName } from '../../shared/domain/metrics.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { httpDoor } from '../../shared/edge/http-door.ts';
import { queueDoor } from '../../shared/edge/queue-door.ts';
import { probeContract } from '../support/probe-contract.ts';

const counting = () => {
  const counted: (readonly [MetricName, number])[] = [];
  return { counted, metrics: { record: (name: MetricName, value: number) => counted.push([name, value]) } };
};

const event = (method: string) =>
  ({
    version: '2.0',
    rawPath: '/probe',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { http: { method, path: '/probe', sourceIp: '127.0.0.1' }, requestId: 'r-1' },
  }) as unknown as APIGatewayProxyEventV2;
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

const answer = async (respond: () => Promise<never>, method = 'GET') => {
  const { counted, metrics } = counting();
  const handler = httpDoor({
    contract: probeContract,
    respond,
    metrics,
    errorBody: ({ code }) => ({ code }),
  });
  const { statusCode } = await handler(event(method), context);
  return { statusCode, counted };
};

describe('the door for calls', () => {
  test('counts a 500 that nobody foresaw', async () => {
    const failing = async () => {
      throw new TypeError('a row that cannot be');
    };
    expect(await answer(failing)).toEqual({ statusCode: 500, counted: [['InternalErrors', 1]] });
  });

  test('counts no error that was foreseen, whatever its status', async () => {
    const unreadable = async () => {
      throw new VoxgateError('CONVERSION_FAILED', 'This is no audio');
    };
    expect(await answer(unreadable)).toEqual({ statusCode: 500, counted: [] });
    expect(await answer(unreadable, 'PUT')).toEqual({ statusCode: 405, counted: [] });
  });
});

describe('the door for hints', () => {
  const records = (...bodies: readonly string[]) =>
    ({ Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body })) }) as unknown as SQSEvent;

  test('counts each hint that fails, and no other', async () => {
    const { counted, metrics } = counting();
    const door = queueDoor(async (id) => {
      if (id === 'bad') throw new Error('not today');
    }, metrics);
    const answered = await door(records('{"id":"bad"}', '{"id":"good"}', 'no JSON'));
    expect(answered.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m-0', 'm-2']);
    expect(counted).toEqual([
      ['InternalErrors', 1],
      ['InternalErrors', 1],
    ]);
  });
});
