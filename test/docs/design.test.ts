// The documents say what the code does, or this fails.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { stateDiagram } from '../support/state-diagram.ts';

test("the design's state diagram is the transition table's", async () => {
  const design = await readFile(new URL('../../docs/design.md', import.meta.url), 'utf8');
  const shown = /<!-- states -->\n```mermaid\n(.*?)\n```\n<!-- \/states -->/s.exec(design)?.[1];
  expect(shown).toBe(stateDiagram());
});
