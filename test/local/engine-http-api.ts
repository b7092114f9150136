// Beneath the tests of the engine's front door: an API with functions that echo what they got or answer as they are told.
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { expect } from 'vitest';
import type { ProxyEvent } from '../../infra/local/engine/http/proxy-event.ts';
import { httpApi } from './engine-assembly.ts';
import { type SharedEngine, sharedEngineTest } from './engine-test.ts';

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

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly continued: boolean;
}

interface Calls {
  /** What the Echo function got. */
  echo(path: string, init?: RequestInit): Promise<ProxyEvent>;
  /** Without fetch's own opinions on headers and bodies. */
  raw(path: string, options: RequestOptions, body?: Buffer): Promise<Raw>;
}

function sendRaw(url: string, options: RequestOptions, body?: Buffer): Promise<Raw> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const outgoing = request(url, options, (response) => {
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

export const engineHttpTest = sharedEngineTest(
  () => ({
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
  }),
  { limits: { integrationTimeoutSeconds: 2 } },
).extend<Calls>({
  echo: async ({ engine }: SharedEngine, use: (echo: Calls['echo']) => Promise<void>) =>
    use(async (path, init) => {
      const response = await fetch(engine.baseUrl + path, init);
      expect(response.status).toBe(200);
      return (await response.json()) as ProxyEvent;
    }),
  raw: async ({ engine }: SharedEngine, use: (raw: Calls['raw']) => Promise<void>) =>
    use((path, options, body) => sendRaw(engine.baseUrl + path, options, body)),
});
