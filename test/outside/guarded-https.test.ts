// TLS on the way out: the certificate is checked, against the name that was asked for, whatever the environment says.
import tls from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { answer, type Behaviour } from '../support/hostile-server.ts';
import { makeSelfSignedCertificate } from '../support/self-signed-certificate.ts';
import { hop, watchedServers } from './watched-servers.ts';

const { serve } = watchedServers();

describe('https', () => {
  const certificate = makeSelfSignedCertificate('pbx.example');
  const roots = tls.getCACertificates('default');
  const lookup = async () => [{ address: '127.0.0.1' }];

  afterAll(() => tls.setDefaultCACertificates(roots));

  it('trusts a known certificate for its own name, with or without a final dot', async () => {
    tls.setDefaultCACertificates([...roots, certificate.cert]);
    const names: unknown[] = [];
    const tellName: Behaviour = (socket, request) => {
      names.push(socket instanceof tls.TLSSocket && socket.servername);
      answer(200, {}, 'ok')(socket, request);
    };
    const server = await serve({ '/': tellName }, { certificate });
    for (const host of ['pbx.example', 'pbx.example.']) {
      const response = await hop({ url: `https://${host}:${server.port}/`, lookup });
      expect(response.statusCode).toBe(200);
      await response.close();
    }
    expect(names).toEqual(['pbx.example', 'pbx.example']);
  });

  it('refuses a certificate of another name, before anything is sent', async () => {
    tls.setDefaultCACertificates([...roots, certificate.cert]);
    const server = await serve({ '/': answer(200, {}, 'ok') }, { certificate });
    for (const host of ['other.example', '127.0.0.1']) {
      const call = hop({ url: `https://${host}:${server.port}/`, lookup });
      await expect(call).rejects.toMatchObject({ kind: 'tls', retry: 'never', requestSent: false });
    }
    expect(server.requests).toEqual([]);
  });

  it('refuses an unknown certificate, even where the environment says not to care', async () => {
    tls.setDefaultCACertificates(roots);
    const server = await serve({ '/': answer(200, {}, 'ok') }, { certificate });
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const call = hop({ url: `https://pbx.example:${server.port}/`, lookup });
      await expect(call).rejects.toMatchObject({ kind: 'tls', requestSent: false });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    expect(server.requests).toEqual([]);
  });
});
