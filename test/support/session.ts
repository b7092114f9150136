// An operator's session, as the panel's page has it: the cookie the browser keeps, and the token the page repeats.
import { type Answer, toAnswer } from './gateway-client.ts';
import type { TestStack } from './local-stack.ts';

export interface SignedIn {
  readonly cookie: string;
  readonly csrfToken: string;
}

export const sessionPath = '/v1/admin/session';

type Headers = Readonly<Record<string, string>>;

export const signIn = async (stack: TestStack, key: string, headers: Headers = {}): Promise<Answer> =>
  toAnswer(
    await fetch(`${stack.baseUrl}${sessionPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ key }),
    }),
  );

/** The cookie's `name=value`, without its attributes. */
export const cookieOf = ({ headers }: Answer): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** @throws Error with the answer when nobody was let in */
export const openSession = async (stack: TestStack, key = stack.keys.adminKey): Promise<SignedIn> => {
  const answer = await signIn(stack, key);
  if (answer.status !== 201) throw new Error(`not signed in: ${answer.status} ${answer.text}`);
  return { cookie: cookieOf(answer), csrfToken: String(answer.json?.csrfToken) };
};

/** A call with the cookie, and with whatever headers the test gives it. */
export const callWithCookie = async (
  stack: TestStack,
  method: string,
  path: string,
  options: { readonly cookie: string; readonly headers?: Headers; readonly body?: unknown },
): Promise<Answer> =>
  toAnswer(
    await fetch(`${stack.baseUrl}${path}`, {
      method,
      headers: { cookie: options.cookie, 'content-type': 'application/json', ...options.headers },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    }),
  );
