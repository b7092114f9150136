// For a name that nothing knows: the known one that it was probably meant to be.

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** How many letters must be put in, taken out or changed. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The beginning of a name counts as one letter off; case, hyphens and underscores are not counted at all. */
const strangeness = (word: string, name: string): number => {
  if (word === name) return 0;
  return word.length >= 3 && name.startsWith(word) ? 1 : distance(word, name);
};

/** Undefined when none is near: a third of the name's letters may be wrong. */
export const nearestName = (word: string, names: readonly string[]): string | undefined => {
  const scored = names
    .map((name) => ({ name, score: strangeness(bare(word), bare(name)) }))
    .filter(({ name, score }) => score <= Math.ceil(bare(name).length / 3));
  return scored.sort((a, b) => a.score - b.score)[0]?.name;
};
