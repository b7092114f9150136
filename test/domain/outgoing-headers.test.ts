// Forward headers an admin may set: nothing that changes which server is asked, or smuggles a line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outgoingHeaderProblem } from '../../shared/domain/outgoing-headers.ts';

test.each(['Authorization', 'X-Api-Key', 'x-source', 'User-Agent'])('%s may be set', (name) => {
  expect(outgoingHeaderProblem(name, 'Bearer a.b-c_d=')).toBeUndefined();
});

test.each(['Host', 'content-LENGTH', 'Transfer-Encoding', 'Connection', 'Expect', 'Upgrade'])(
  '%s is set by the gateway itself',
  (name) => {
    expect(outgoingHeaderProblem(name, 'x')).toContain(name);
  },
);

test.each(['', 'a b', 'a:b', 'ä', 'a\r\nb', 'a\0'])('%j is no header name', (name) => {
  expect(outgoingHeaderProblem(name, 'x')).toBeDefined();
});

test('no value carries a line break, a NUL or a byte above ASCII, and none is repeated to the admin', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const problem = outgoingHeaderProblem('x-secret', value);
      expect(problem === undefined).toBe(!/[^\t\x20-\x7e]/.test(value));
      if (problem !== undefined && value.length > 12) expect(problem).not.toContain(value);
    }),
  );
});
