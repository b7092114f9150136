// How the engine itself speaks to the services it started: the AWS JSON protocol without SDK, signature or retries.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });

export interface AwsJsonCall {
  readonly endpoint: string;
  /** `DynamoDB_20120810.CreateTable`, `AmazonSQS.ReceiveMessage` */
  readonly target: string;
  readonly input: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** An answer that is not 200; `type` is the bare error name: `ResourceInUseException`. */
export class AwsJsonError extends Error {
  readonly type: string;
  constructor(target: string, type: string, message: string) {
    super(`${target}: ${type} ${message}`);
    this.name = 'AwsJsonError';
    this.type = type;
  }
}

/** @throws AwsJsonError for an error answer, Error for a broken connection or an abort. */
export async function callAwsJson(call: AwsJsonCall): Promise<Record<string, unknown>> {
  const body = JSON.stringify(call.input);
  const { status, text } = await exchange(call, body);
  const answer = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  if (status !== 200) {
    const type = String(answer.__type ?? status).replace(/^.*#/, '');
    throw new AwsJsonError(call.target, type, String(answer.message ?? answer.Message ?? ''));
  }
  return answer;
}

function exchange(call: AwsJsonCall, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(call.endpoint, {
      method: 'POST',
      agent,
      signal: call.signal,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(body),
        'x-amz-target': call.target,
        // The services want a signature to be there; none of them checks it.
        'x-amz-date': '20200101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.end(body);
  });
}
