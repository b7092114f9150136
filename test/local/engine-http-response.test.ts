// What a function of the local stack answers, or fails to, reaches the caller as API Gateway would pass it on.
import { describe, expect } from 'vitest';
import { engineHttpTest as test } from './engine-http-api.ts';

describe('the response', () => {
  test('has status, headers, every cookie and the request id of the API', async ({ engine }) => {
    const response = await fetch(`${engine.baseUrl}/answers/plain`);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/']);
    expect(response.headers.get('apigw-requestid')).toMatch(/.{10,}/);
    expect(response.headers.get('date')).toBeTruthy();
    expect(await response.text()).toBe('text');
  });

  test('of base64 is bytes', async ({ engine }) => {
    const response = await fetch(`${engine.baseUrl}/answers/binary`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 1, 2]));
  });

  test('without a status code is 200 and JSON', async ({ engine }) => {
    const response = await fetch(`${engine.baseUrl}/answers/inferred`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  test('204 has neither body nor length', async ({ raw }) => {
    const { status, headers, text } = await raw('/answers/nothing', { method: 'DELETE' });
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(headers).not.toHaveProperty('content-length');
  });

  test('to HEAD has the length of the body and no body', async ({ raw }) => {
    const { status, headers, text } = await raw('/answers/plain', { method: 'HEAD' });
    expect({ status, text, length: headers['content-length'] }).toEqual({
      status: 201,
      text: '',
      length: '4',
    });
  });

  test.for(['malformed', 'throws', 'crash', 'header', 'large'])(
    'of a function that is %s is 500 and tells nothing',
    async (name, { engine }) => {
      const response = await fetch(`${engine.baseUrl}/answers/${name}`);
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('{"message":"Internal Server Error"}');
      expect((await fetch(`${engine.baseUrl}/answers/plain`)).status).toBe(201);
    },
  );

  test("is 500 when the function's own time limit ends", async ({ engine }) => {
    const response = await fetch(`${engine.baseUrl}/slow`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  test('is 503 when the integration time-out ends first', async ({ engine }) => {
    const response = await fetch(`${engine.baseUrl}/answers/never`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });
});

test('GET /health is 200 and names every part', async ({ engine }) => {
  const response = await fetch(`${engine.baseUrl}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ok',
    parts: { http: 'ok', dynamodb: 'ok', s3: 'ok', sqs: 'ok', secrets: 'ok' },
  });
});
