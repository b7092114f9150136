// What the browser loads: small, hashed, compressed beforehand, from here alone.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtConsole } from '../../console/built-console.ts';

const limitBytes = 200 * 1024;

const directory = builtConsole();
const page = readFileSync(join(directory, 'index.html'), 'utf8');
const assets = join(directory, 'assets');

const named = (text: string): readonly string[] =>
  [...text.matchAll(/[\w-]+-[\w-]{8}\.(?:js|css|svg)\b/g)].map(([name]) => name);

/** What a page of its own loads: its file, and what that imports at once, and so on. */
const withImports = (name: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(name)) return found;
  found.add(name);
  if (!name.endsWith('.js')) return found;
  const text = readFileSync(join(assets, name), 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+)["'`]/g)];
  for (const [, imported = ''] of imports) withImports(imported, found);
  return found;
};

const compressedBytes = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + readFileSync(join(assets, `${name}.br`)).byteLength, 0);

test('the first page loads less than 200 KB, and the overview after it too', () => {
  const first = new Set(named(page).flatMap((name) => [...withImports(name)]));
  const overview = readdirSync(assets).filter((name) => /^overview-.*\.(js|css)$/.test(name));
  const both = new Set([...first, ...overview.flatMap((name) => [...withImports(name)])]);
  const [firstBytes, bothBytes] = [compressedBytes(first) + page.length, compressedBytes(both) + page.length];
  process.stdout.write(
    `\nThe panel's first load: ${(firstBytes / 1024).toFixed(1)} KB, with the overview ${(bothBytes / 1024).toFixed(1)} KB\n`,
  );
  expect(first.size).toBeGreaterThan(2);
  expect(firstBytes).toBeLessThan(limitBytes);
  expect(bothBytes).toBeLessThan(limitBytes);
});

test('what draws charts and waveforms is not loaded until it is needed', () => {
  const first = new Set(named(page).flatMap((name) => [...withImports(name)]));
  const texts = [...first].map((name) => readFileSync(join(assets, name), 'utf8'));
  for (const sign of ['u-over', 'cspNonce']) {
    expect(
      texts.some((text) => text.includes(sign)),
      sign,
    ).toBe(false);
    const all = readdirSync(assets).filter((name) => name.endsWith('.js'));
    expect(
      all.some((name) => readFileSync(join(assets, name), 'utf8').includes(sign)),
      sign,
    ).toBe(true);
  }
});

test('each file is there three times, and all three are the same', () => {
  const names = Object.keys(JSON.parse(readFileSync(join(directory, 'assets.json'), 'utf8')));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const bytes = readFileSync(join(assets, name));
    expect(brotliDecompressSync(readFileSync(join(assets, `${name}.br`))).equals(bytes), name).toBe(true);
    expect(gunzipSync(readFileSync(join(assets, `${name}.gz`))).equals(bytes), name).toBe(true);
  }
});

test('the page has nothing inline and names nothing outside', () => {
  expect(page).not.toMatch(/<style|style=|\son\w+=|https?:/);
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
});
