// How the panel's page is built: hashed names under /admin/assets/, nothing inline, nothing from elsewhere.
import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Stands in the page where its answer's own nonce belongs: serve-panel puts it in. */
export const nonceMark = 'csp-nonce-of-this-answer';

export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  html: { cspNonce: nonceMark },
  build: {
    outDir: join(import.meta.dirname, '../.build/console'),
    emptyOutDir: true,
    target: 'es2024',
    // Inlined files would be data: URLs, which the page's policy takes for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // `vite console` beside a running `npm start`.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
