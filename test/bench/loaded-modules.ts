// Which of Node's own modules a function loads by the end of its first event: undici and http2 are not to be among them.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { FunctionContract } from '../../shared/contract.ts';
import type { Row } from './row.ts';

/** An AWS that refuses everything: the SDK has sent and read by then, and does not try again. */
const serveRefusals = async () => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"refused"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, count: () => requests, close: () => server.close() };
};

const environmentOf = ({ env }: FunctionContract, url: string): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(env).map((key) => [key, '1'])),
  WEBHOOK_AUTH: 'none',
  PUBLIC_BASE_URL: 'http://127.0.0.1',
  ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'x' },
  ...{ AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SQS: url },
});

const eventOf = (path: string, body: unknown) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: '',
  headers: { 'content-type': 'application/json', 'x-api-key': 'a key of no account' },
  requestContext: { http: { method: 'POST', path, sourceIp: '127.0.0.1' }, requestId: 'bench' },
  body: JSON.stringify(body),
  isBase64Encoded: false,
});

const heavy = /undici|http2/;

/** @param body what makes the function ask AWS for something */
export const loadedModules = async (
  name: string,
  bundle: string,
  contract: FunctionContract,
  body: unknown,
): Promise<Row> => {
  const aws = await serveRefusals();
  const { trigger } = contract;
  const path = trigger.kind === 'http' ? trigger.path : '/';
  const script = `
    const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 20000 };
    require(${JSON.stringify(bundle)}).handler(${JSON.stringify(eventOf(path, body))}, context).then(() =>
      require('node:fs').writeSync(3, JSON.stringify(process.moduleLoadList)));`;
  try {
    const command = `exec ${JSON.stringify(process.execPath)} -e "$SCRIPT" 3>&1 1>/dev/null`;
    const env = { ...environmentOf(contract, aws.url), SCRIPT: script };
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], { env });
    if (aws.count() === 0) throw new Error(`${name} asked AWS for nothing: this proves nothing`);
    const loaded: readonly string[] = JSON.parse(stdout);
    const found = loaded.filter((one) => heavy.test(one));
    return {
      what: `${name}: undici and http2 loaded by the end of the first event`,
      measured: found.length === 0 ? `none of ${loaded.length} modules` : found.join(', '),
      target: { text: 'none', isMet: found.length === 0 },
    };
  } finally {
    aws.close();
  }
};
