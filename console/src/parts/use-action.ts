// Something the operator has asked for: busy while it is done, and what went wrong in the API's own words.
import { useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/request.ts';
import { whenSignedIn } from '../api/session-store.ts';
import { announce } from './notices.tsx';

export interface Action<Input extends readonly unknown[]> {
  readonly run: (...input: Input) => Promise<void>;
  readonly isBusy: boolean;
  readonly error: ApiError | undefined;
}

/** @param work does it; the text it returns, if any, is announced */
export const useAction = <Input extends readonly unknown[]>(
  // biome-ignore lint/suspicious/noConfusingVoidType: work without a word to say returns nothing
  work: (...input: Input) => Promise<string | void>,
): Action<Input> => {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  // A second click, or Enter, may come before the button is seen to be busy.
  const isUnderWay = useRef(false);
  const run = async (...input: Input): Promise<void> => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    setError(undefined);
    try {
      const said = await work(...input);
      if (said) announce(said);
    } catch (cause) {
      const problem = asApiError(cause);
      setError(problem);
      // What is said of the session is true no more when there is one again.
      if (problem.status === 401) whenSignedIn(() => setError(undefined));
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return { run, isBusy, error };
};
