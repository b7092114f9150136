// How long another server asks us to wait: read from the answers of receivers and of the vendor.

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. Undefined when it is absent or neither.
 * @param now milliseconds since 1970.
 * @returns whole seconds from `now`, never negative.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // Date.parse alone takes almost anything: "-5" is a year to it.
  const date = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
