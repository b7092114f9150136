// The front door of the local stack behaves as API Gateway and Lambda do, in shapes, limits and error bodies.
import { once } from 'node:events';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProxyEvent } from '../../infra/local/engine/http/proxy-event.ts';
import {
  httpApi,
  removeDirectory,
  startTestEngine,
  type TestEngine,
  temporaryDirectory,
} from './engine-assembly.ts';

const directory = temporaryDirectory();
let engine: TestEngine;

const answers = `
  const cases = {
    plain: () => ({ statusCode: 201, headers: { 'X-One': 1 }, cookies: ['a=1', 'b=2; Path=/'], body: 'text' }),
    binary: () => ({ statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AAEC', isBase64Encoded: true }),
    inferred: () => ({ hello: 'world' }),
    nothing: () => ({ statusCode: 204 }),
    malformed: () => ({ statusCode: 200, body: { not: 'text' } }),
    throws: () => { throw new Error('secret inside'); },
    crash: () => process.kill(process.pid, 'SIGKILL'),
    never: () => new Promise(() => undefined),
    header: () => ({ statusCode: 200, headers: { 'x-broken': 'a\\nb' }, body: '' }),
    large: () => ({ statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) }),
  };
  exports.handler = async (event) => cases[event.pathParameters.name]();
`;

beforeAll(async () => {
  engine = await startTestEngine(
    directory,
    {
      functions: {
        Echo: { code: 'exports.handler = async (event) => event;', properties: { Timeout: 10 } },
        Answers: { code: answers, properties: { Timeout: 10 } },
        Slow: { code: 'exports.handler = () => new Promise(() => {});', properties: { Timeout: 1 } },
      },
      resources: {
        ...httpApi({
          'POST /echo': 'Echo',
          'ANY /echo': 'Echo',
          'GET /calls/{id}': 'Echo',
          'GET /calls/latest': 'Echo',
          'ANY /calls/{proxy+}': 'Echo',
          'ANY /answers/{name}': 'Answers',
          'GET /slow': 'Slow',
        }),
      },
    },
    { limits: { integrationTimeoutSeconds: 2 } },
  );
});

afterAll(async () => {
  await engine.close();
  removeDirectory(directory);
});

/** What the Echo function got. */
async function echo(path: string, init?: RequestInit): Promise<ProxyEvent> {
  const response = await fetch(engine.baseUrl + path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as ProxyEvent;
}

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly continued: boolean;
}

/** Without fetch's own opinions on headers and bodies. */
function raw(path: string, options: RequestOptions, body?: Buffer): Promise<Raw> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const outgoing = request(engine.baseUrl + path, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, continued }),
      );
    });
    outgoing.on('error', reject);
    if (outgoing.getHeader('expect') === undefined) outgoing.end(body);
    else {
      outgoing.flushHeaders();
      outgoing.on('continue', () => {
        continued = true;
        outgoing.end(body);
      });
    }
  });
}

describe('the event', () => {
  test('carries path, query, headers and cookies as payload format 2.0 does', async () => {
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

  test('leaves out query and path parameters where there are none', async () => {
    const event = await echo('/echo', { method: 'POST' });
    expect(event).toMatchObject({ routeKey: 'POST /echo', rawQueryString: '' });
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event).not.toHaveProperty('cookies');
  });

  test.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['application/xml', false],
    ['text/csv', false],
    ['application/x-www-form-urlencoded', true],
    ['multipart/form-data; boundary=x', true],
    ['application/octet-stream', true],
    ['', true],
  ])('holds a body of type "%s" with isBase64Encoded %s', async (type, isBase64Encoded) => {
    const headers = type === '' ? {} : { 'content-type': type };
    const { text } = await raw('/echo', { method: 'POST', headers }, Buffer.from('a=ü'));
    const event = JSON.parse(text) as ProxyEvent;
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString()).toBe('a=ü');
  });
});

describe('the route', () => {
  test.each([
    ['POST', '/echo', 'POST /echo'],
    ['PUT', '/echo', 'ANY /echo'],
    ['GET', '/calls/latest', 'GET /calls/latest'],
    ['GET', '/calls/7', 'GET /calls/{id}'],
    ['PUT', '/calls/7', 'ANY /calls/{proxy+}'],
    ['GET', '/calls/7/audio', 'ANY /calls/{proxy+}'],
  ])('of %s %s is %s', async (method, path, routeKey) => {
    expect((await echo(path, { method })).routeKey).toBe(routeKey);
  });

  test.each(['/unknown', '/echo/', '/calls/', '/'])('%s is 404 without one', async (path) => {
    const response = await fetch(engine.baseUrl + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
  });
});

describe('the response', () => {
  test('has status, headers, every cookie and the request id of the API', async () => {
    const response = await fetch(`${engine.baseUrl}/answers/plain`);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/']);
    expect(response.headers.get('apigw-requestid')).toMatch(/.{10,}/);
    expect(response.headers.get('date')).toBeTruthy();
    expect(await response.text()).toBe('text');
  });

  test('of base64 is bytes', async () => {
    const response = await fetch(`${engine.baseUrl}/answers/binary`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 1, 2]));
  });

  test('without a status code is 200 and JSON', async () => {
    const response = await fetch(`${engine.baseUrl}/answers/inferred`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  test('204 has neither body nor length', async () => {
    const { status, headers, text } = await raw('/answers/nothing', { method: 'DELETE' });
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(headers).not.toHaveProperty('content-length');
  });

  test('to HEAD has the length of the body and no body', async () => {
    const { status, headers, text } = await raw('/answers/plain', { method: 'HEAD' });
    expect({ status, text, length: headers['content-length'] }).toEqual({
      status: 201,
      text: '',
      length: '4',
    });
  });

  test.each(['malformed', 'throws', 'crash', 'header', 'large'])(
    'of a function that is %s is 500 and tells nothing',
    async (name) => {
      const response = await fetch(`${engine.baseUrl}/answers/${name}`);
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('{"message":"Internal Server Error"}');
      expect((await fetch(`${engine.baseUrl}/answers/plain`)).status).toBe(201);
    },
  );

  test("is 500 when the function's own time limit ends", async () => {
    const response = await fetch(`${engine.baseUrl}/slow`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  test('is 503 when the integration time-out ends first', async () => {
    const response = await fetch(`${engine.baseUrl}/answers/never`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });
});

describe('a request', () => {
  const octets = { 'content-type': 'application/octet-stream' };

  test('over 10 MB is 413, announced or not', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    for (const headers of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]) {
      const { status, text } = await raw(
        '/echo',
        { method: 'POST', headers: { ...octets, ...headers } },
        body,
      );
      expect({ status, text }).toEqual({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    }
  });

  test('whose encoded event exceeds 6 MB is 413, although its body is smaller', async () => {
    const body = Buffer.alloc(5 * 1024 * 1024);
    const { status, text } = await raw('/echo', { method: 'POST', headers: octets }, body);
    expect({ status, text }).toEqual({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    const asText = await raw(
      '/answers/plain',
      { method: 'POST', headers: { 'content-type': 'text/plain' } },
      body,
    );
    expect(asText.status).toBe(413);
  });

  test('of 4 MB arrives whole', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'a');
    const { status } = await raw('/answers/plain', { method: 'POST', headers: octets }, body);
    expect(status).toBe(201);
  });

  test('that expects 100-continue gets it, unless it is too long', async () => {
    const small = Buffer.from('hello');
    const accepted = await raw(
      '/echo',
      { method: 'POST', headers: { ...octets, expect: '100-continue', 'content-length': small.length } },
      small,
    );
    expect(accepted).toMatchObject({ status: 200, continued: true });
    const refused = await raw('/echo', {
      method: 'POST',
      headers: { ...octets, expect: '100-continue', 'content-length': 20_000_000 },
    });
    expect(refused).toMatchObject({ status: 413, continued: false });
  });

  test('with more than 10,240 bytes of headers is 431', async () => {
    const { status } = await raw('/echo', { headers: { 'x-long': 'a'.repeat(10_500) } });
    expect(status).toBe(431);
  });

  test('whose path is broken percent-encoding is 400', async () => {
    expect((await raw('/calls/%E0%A4%A', {})).status).toBe(400);
  });
});

test('a client that breaks off in the middle of a request leaves the stack up', async () => {
  const socket = connect(Number(new URL(engine.baseUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await new Promise((resolve) => setImmediate(resolve));
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect((await fetch(`${engine.baseUrl}/answers/plain`)).status).toBe(201);
});

test('GET /health is 200 and names every part', async () => {
  const response = await fetch(`${engine.baseUrl}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ok',
    parts: { http: 'ok', dynamodb: 'ok', s3: 'ok', sqs: 'ok', secrets: 'ok' },
  });
});
