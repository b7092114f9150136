// What just happened, said once: seen in a corner, and read out by screen readers.
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface Notice {
  readonly id: number;
  readonly text: string;
}

const shownMs = 6_000;
let lastId = 0;
let show: ((notice: Notice) => void) | undefined;

export const announce = (text: string): void => {
  lastId += 1;
  show?.({ id: lastId, text });
};

export const Notices = () => {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(() => {
    show = (notice) => {
      setNotices((before) => [...before.slice(-2), notice]);
      setTimeout(() => setNotices((before) => before.filter(({ id }) => id !== notice.id)), shownMs);
    };
    return () => {
      show = undefined;
    };
  }, []);
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, text }) => (
        <p class="notice" key={id}>
          <Icon name="completed" />
          {text}
        </p>
      ))}
    </div>
  );
};
