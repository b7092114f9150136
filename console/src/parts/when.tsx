// A time as people speak of it, with the exact one at hand.
import { useEffect, useState } from 'preact/hooks';
import { exactTime, relativeTime } from './format.ts';

const tickMs = 15_000;

export const useNow = (): number => {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
};

export const When = ({ at }: { readonly at: string }) => {
  useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(at, Date.now())}
    </time>
  );
};
