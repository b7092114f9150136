// What a deployment would create, by kind, and what would stay when the stack is deleted.
import type { Template } from '../local/engine/template/assembly.ts';

type Resources = readonly { readonly Type: string }[];

const countByKind = (resources: Resources): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { Type } of resources) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  return [...counts].sort().map(([kind, count]) => `  ${String(count).padStart(4)}  ${kind}`);
};

/** @param retained logical ids */
export const describeStack = (template: Template, retained: ReadonlySet<string>): readonly string[] => {
  const entries = Object.entries(template.Resources);
  const kept = entries.filter(([id]) => retained.has(id)).map(([, resource]) => resource);
  return [
    'Would be created:',
    ...countByKind(entries.map(([, resource]) => resource)),
    '',
    'Of these, kept when the stack is deleted:',
    ...countByKind(kept),
  ];
};
