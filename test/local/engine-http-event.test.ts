// A call to the local stack finds its route and reaches the function as the event that API Gateway would send.
import { describe, expect } from 'vitest';
import type { ProxyEvent } from '../../infra/local/engine/http/proxy-event.ts';
import { engineHttpTest as test } from './engine-http-api.ts';

describe('the event', () => {
  test('carries path, query, headers and cookies as payload format 2.0 does', async ({ raw }) => {
    const { text } = await raw('/calls/caf%C3%A9?tag=a&tag=b%20c', {
      method: 'GET',
      headers: { 'X-Twice': ['one', 'two'], cookie: 'a=1; b=2', 'user-agent': 'test' },
    });
    const event = JSON.parse(text) as ProxyEvent;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /calls/{id}',
      rawPath: '/calls/café',
      rawQueryString: 'tag=a&tag=b%20c',
      queryStringParameters: { tag: 'a,b c' },
      pathParameters: { id: 'café' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-twice': 'one,two', 'x-forwarded-proto': 'http' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        routeKey: 'GET /calls/{id}',
        stage: '$default',
        http: {
          method: 'GET',
          path: '/calls/café',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
  });

  test('leaves out query and path parameters where there are none', async ({ echo }) => {
    const event = await echo('/echo', { method: 'POST' });
    expect(event).toMatchObject({ routeKey: 'POST /echo', rawQueryString: '' });
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event).not.toHaveProperty('cookies');
  });

  test.for<[string, boolean]>([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['application/xml', false],
    ['text/csv', false],
    ['application/x-www-form-urlencoded', true],
    ['multipart/form-data; boundary=x', true],
    ['application/octet-stream', true],
    ['', true],
  ])('holds a body of type "%s" with isBase64Encoded %s', async ([type, isBase64Encoded], { raw }) => {
    const headers = type === '' ? {} : { 'content-type': type };
    const { text } = await raw('/echo', { method: 'POST', headers }, Buffer.from('a=ü'));
    const event = JSON.parse(text) as ProxyEvent;
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString()).toBe('a=ü');
  });
});

describe('the route', () => {
  test.for<[string, string, string]>([
    ['POST', '/echo', 'POST /echo'],
    ['PUT', '/echo', 'ANY /echo'],
    ['GET', '/calls/latest', 'GET /calls/latest'],
    ['GET', '/calls/7', 'GET /calls/{id}'],
    ['PUT', '/calls/7', 'ANY /calls/{proxy+}'],
    ['GET', '/calls/7/audio', 'ANY /calls/{proxy+}'],
    ['GET', '/calls/', 'ANY /calls/{proxy+}'],
  ])('of %s %s is %s', async ([method, path, routeKey], { echo }) => {
    expect((await echo(path, { method })).routeKey).toBe(routeKey);
  });

  test.for(['/unknown', '/echo/', '/calls', '/'])('%s is 404 without one', async (path, { engine }) => {
    const response = await fetch(engine.baseUrl + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
  });
});
