// What an admin may put into a source's forward headers: read where a source is written, and again where it is used.

/** Set by the HTTP client itself: framing, connection handling, and what decides which server is asked. */
const clientHeaders = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** RFC 9110, section 5.6.2: the characters of a header's name. */
const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, section 5.5, without its obsolete bytes above ASCII: no CR, LF or NUL. */
const valuePattern = /^[\t -~]*$/;

/** Why this header may not be sent, as a clause fit for the admin; undefined when it may. The value is never repeated. */
export function outgoingHeaderProblem(name: string, value: string): string | undefined {
  if (!tokenPattern.test(name)) return 'a header name holds characters that HTTP does not allow';
  if (clientHeaders.has(name.toLowerCase())) return `the header ${name} is set by the gateway itself`;
  if (!valuePattern.test(value))
    return `the value of the header ${name} holds characters that HTTP does not allow`;
  return undefined;
}
