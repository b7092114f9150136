// A time as people speak of it, with the exact one at hand.
import { useEffect, useState } from 'preact/hooks';
import { exactTime, relativeTime } from './format.ts';

const tickMs = 15_000;

export const When = ({ at }: { readonly at: string }) => {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((before) => before + 1), tickMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(at, Date.now())}
    </time>
  );
};
