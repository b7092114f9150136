// Through a list whose pages are found by cursor: newer and older, no page numbers.
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

export interface Cursors {
  readonly current: string | undefined;
  readonly hasNewer: boolean;
  readonly toOlder: (cursor: string) => void;
  readonly toNewer: () => void;
}

/** @param key of the list: another list begins at its first page */
export const useCursors = (key: string): Cursors => {
  const [state, setState] = useState<{ key: string; trail: readonly string[] }>({ key, trail: [] });
  const trail = state.key === key ? state.trail : [];
  return {
    current: trail.at(-1),
    hasNewer: trail.length > 0,
    toOlder: (cursor) => setState({ key, trail: [...trail, cursor] }),
    toNewer: () => setState({ key, trail: trail.slice(0, -1) }),
  };
};

interface PagerProps {
  readonly cursors: Cursors;
  readonly nextCursor: string | null | undefined;
  /** @default "Newer" and "Older" */
  readonly words?: readonly [string, string];
}

export const Pager = ({ cursors, nextCursor, words = ['Newer', 'Older'] }: PagerProps) => {
  if (!cursors.hasNewer && !nextCursor) return null;
  return (
    <nav class="pager" aria-label="Pages">
      <Button icon="chevron-left" isDisabled={!cursors.hasNewer} onClick={cursors.toNewer}>
        {words[0]}
      </Button>
      <Button
        icon="chevron-right"
        isDisabled={!nextCursor}
        onClick={() => {
          if (nextCursor) cursors.toOlder(nextCursor);
        }}
      >
        {words[1]}
      </Button>
    </nav>
  );
};
