// Inside the HTTP API: what the function returned becomes the response, with API Gateway's own inference.

export interface ProxyResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The body of the API's own errors: `{"message":"Not Found"}`. */
export function messageResponse(status: number, message: string): ProxyResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/** These belong to the connection or are computed here. */
const dropped = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * @param answer the function's result as encoded JSON
 * @returns nothing when API Gateway would call the result malformed and answer 500
 */
export function proxyResponse(answer: string): ProxyResponse | undefined {
  const result: unknown = JSON.parse(answer);
  if (result === null || typeof result !== 'object' || !('statusCode' in result)) {
    // No status code: the whole result is the body, and the answer a 200.
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(answer) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const own = plainHeaders(headers);
  if (own === undefined) return undefined;
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=utf-8',
      ...own,
      ...(Array.isArray(cookies) && cookies.length > 0 && { 'set-cookie': cookies.map(String) }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function plainHeaders(headers: unknown): Record<string, string> | undefined {
  const own: Record<string, string> = {};
  if (headers === undefined || headers === null) return own;
  if (typeof headers !== 'object') return undefined;
  for (const [name, value] of Object.entries(headers)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
    const key = name.toLowerCase();
    if (!dropped.has(key)) own[key] = String(value);
  }
  return own;
}
