// Something of the API's, loaded and kept fresh while the page is looked at.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/request.ts';
import { whenSignedIn } from '../api/session-store.ts';

export interface Resource<Data> {
  readonly data: Data | undefined;
  /** The newest load failed; older data may still be there. */
  readonly error: ApiError | undefined;
  readonly reload: () => void;
}

export interface ResourceOptions<Data> {
  /** How soon to look again; `undefined`: only when asked to. */
  readonly everyMs?: (data: Data | undefined) => number | undefined;
}

interface State<Data> {
  readonly key: string;
  readonly data?: Data | undefined;
  readonly error?: ApiError | undefined;
}

/** @param key what is loaded, in words: another key is another thing, and forgets the one before */
export const useResource = <Data>(
  key: string,
  load: (signal: AbortSignal) => Promise<Data>,
  { everyMs }: ResourceOptions<Data> = {},
): Resource<Data> => {
  const [state, setState] = useState<State<Data>>({ key });
  const [round, setRound] = useState(0);
  const latest = useRef({ load, everyMs });
  latest.current = { load, everyMs };
  const data = useRef<{ key: string; value: Data | undefined }>({ key, value: undefined });
  if (data.current.key !== key) data.current = { key, value: undefined };

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopWaiting = (): void => {};
    const look = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const value = await latest.current.load(stop.signal);
        if (stop.signal.aborted) return;
        data.current = { key, value };
        setState({ key, data: value });
      } catch (error) {
        if (stop.signal.aborted) return;
        const problem = asApiError(error);
        if (problem.status === 401) {
          // Who signs in again goes on where the page stands.
          stopWaiting = whenSignedIn(look);
          return;
        }
        setState({ key, data: data.current.value, error: problem });
      }
      const ms = latest.current.everyMs?.(data.current.value);
      if (ms !== undefined) timer = setTimeout(lookIfSeen, ms);
    };
    /** A hidden tab asks nothing; the moment it is seen again, it does. */
    const lookIfSeen = (): void => {
      if (document.hidden) document.addEventListener('visibilitychange', lookIfSeen, { once: true });
      else void look();
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
      stopWaiting();
      document.removeEventListener('visibilitychange', lookIfSeen);
    };
  }, [key, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const isCurrent = state.key === key;
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    reload,
  };
};

/** While something is in progress every 2 s, else every 10 s. */
export const livePace =
  <Data>(isMoving: (data: Data) => boolean) =>
  (data: Data | undefined): number =>
    data !== undefined && isMoving(data) ? 2_000 : 10_000;
