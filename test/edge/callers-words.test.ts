// A key lands where it does not belong, and the answer names it: the log does not.
import { expect } from 'vitest';
import { callApi, submitUrl, toAnswer } from '../support/gateway-client.ts';
import { stackTest as test } from '../support/local-stack.ts';
import { logLinesOf } from '../support/submit-door.ts';

test('what a caller names by mistake is told to the caller, and is in no log line', async ({ stack }) => {
  const secret = `vxg_${'s'.repeat(38)}`;
  const answers = [
    await callApi(stack, 'GET', `/v1/recordings?${secret}`),
    await callApi(stack, 'GET', `/v1/admin/keys?${secret}=1`),
    await callApi(stack, 'POST', '/v1/admin/keys', { body: { [secret]: 1 } }),
    await toAnswer(
      await fetch(submitUrl(stack), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `${secret}&${secret}`,
      }),
    ),
  ];
  for (const answer of answers) {
    expect(answer.status, answer.text).toBe(400);
    expect(answer.text).toContain(secret);
    const lines = await logLinesOf(stack, answer);
    expect(lines.join('\n')).toContain('"code":"INVALID_PARAMETER"');
    expect(lines.join('\n')).not.toContain(secret);
  }
});
