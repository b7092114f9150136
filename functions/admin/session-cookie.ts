// The panel's cookie: no script reads it, no other site's page sends it.

/** Over TLS the browser itself sees to it that no other host or path has set it: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes */
const isSecure = (publicBaseUrl: string): boolean => publicBaseUrl.startsWith('https:');

export const sessionCookieName = (publicBaseUrl: string): string =>
  isSecure(publicBaseUrl) ? '__Host-voxgate' : 'voxgate';

/** @param token empty: the browser forgets it */
export const sessionCookie = (publicBaseUrl: string, token: string, maxSeconds: number): string =>
  [
    `${sessionCookieName(publicBaseUrl)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${token === '' ? 0 : maxSeconds}`,
    ...(isSecure(publicBaseUrl) ? ['Secure'] : []),
  ].join('; ');
