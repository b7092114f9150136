// The function behind /admin: its files by name from a fixed table, everything else the page.
import { expect } from 'vitest';
import { stackTest, type TestStack } from '../support/local-stack.ts';

const get = (stack: TestStack, path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${stack.baseUrl}${path}`, { headers });

const scriptOf = async (stack: TestStack): Promise<string> => {
  const page = await (await get(stack, '/admin')).text();
  return /<script[^>]* src="([^"]+)"/.exec(page)?.[1] ?? '';
};

stackTest('any path below /admin is the page, under a strict policy of its own', async ({ stack }) => {
  const nonces = new Set<string>();
  for (const path of [
    '/admin',
    '/admin/',
    '/admin/recordings',
    '/admin/recordings/rec_1',
    '/admin/a/b/c.html',
  ]) {
    const response = await get(stack, path);
    expect(response.status, path).toBe(200);
    const { headers } = response;
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy).toMatch(/media-src http:\/\/127\.0\.0\.1:\d+;/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const nonce = /'nonce-(\w+)'/.exec(policy)?.[1] ?? '';
    expect(await response.text()).toContain(`nonce="${nonce}"`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(5);
});

stackTest('a file leaves as its reader takes it, to be kept for ever', async ({ stack }) => {
  const path = await scriptOf(stack);
  const plain = await get(stack, path, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('vary')).toBe('accept-encoding');
  const text = await plain.text();
  expect(text.length).toBeGreaterThan(10_000);
  for (const [asked, sent] of [
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0.0', null],
  ] as const) {
    // fetch decodes by itself, and says what it has decoded.
    const response = await get(stack, path, { 'accept-encoding': asked });
    expect(response.headers.get('content-encoding'), asked).toBe(sent);
    expect(await response.text(), asked).toBe(text);
  }
});

stackTest('what the table does not name is 404, however it is written', async ({ stack }) => {
  for (const name of [
    'nothing.js',
    '',
    'constructor',
    '__proto__',
    'toString',
    '%2e%2e%2findex.html',
    '..%2findex.js',
    '..%2f..%2fetc%2fpasswd',
    '%2fetc%2fpasswd',
    'index.js%00.js',
  ]) {
    const response = await get(stack, `/admin/assets/${name}`);
    expect(response.status, name).toBe(404);
    const body = (await response.json()) as { error: { code: string } };
    expect(body.error.code, name).toBe('NOT_FOUND');
  }
});
