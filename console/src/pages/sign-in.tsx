// The way in: an admin key is exchanged for a session, and is not kept.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { setSessionState } from '../api/session-store.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { TextField } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import { ThemeToggle } from '../parts/theme-toggle.tsx';
import { useAction } from '../parts/use-action.ts';

/** What the API says of a key that is no admin key is right for callers, and of little help here. */
const inWords = (error: unknown): unknown =>
  error instanceof ApiError && (error.status === 401 || error.status === 403)
    ? new ApiError(
        error.status,
        error.code,
        'That is not an admin key of this gateway, or it is expired or switched off.',
        error.requestId,
      )
    : error;

const open = async (key: string): Promise<void> => {
  try {
    await api.session.open(key);
  } catch (error) {
    throw inWords(error);
  }
};

const WhereFrom = () => (
  <div class="where-from">
    <h2>Where is the key?</h2>
    <p>
      On one machine, <code>npm start</code> prints it, and keeps it in <code>keys.json</code> of its data
      directory.
    </p>
    <p>
      On AWS, <code>npm run admin-key</code> made it and printed it once. It can make another.
    </p>
  </div>
);

export const SignIn = ({ reason }: { readonly reason?: string }) => {
  const [key, setKey] = useState('');
  const action = useAction(open);
  useEffect(() => {
    const before = document.title;
    document.title = 'Sign in · Voxgate';
    return () => {
      document.title = before;
    };
  }, []);
  return (
    <div class="sign-in">
      <main class="sign-in-card">
        <div class="sign-in-brand">
          <Mark />
          <h1>Voxgate</h1>
          <ThemeToggle />
        </div>
        {reason && (
          <p class="sign-in-reason" role="status">
            <Icon name="info" />
            {reason}
          </p>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void action.run(key.trim());
          }}
        >
          <TextField
            label="Admin key"
            type="password"
            value={key}
            onValue={setKey}
            autocomplete="current-password"
            isRequired
            isFirst
          />
          <ErrorNote error={action.error} />
          <Button type="submit" kind="main" size="m" isBusy={action.isBusy}>
            Sign in
          </Button>
        </form>
        <WhereFrom />
      </main>
    </div>
  );
};

/** Who is not back by then finds nothing left. */
const keptMs = 15 * 60_000;

/** Over the page, and over a dialog that may be open on it: they are there again for whoever comes back. */
export const SignInAgain = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const show = () => dialog.current?.showModal();
  useEffect(() => {
    show();
    const opened = dialog.current;
    const timer = setTimeout(() => setSessionState({ kind: 'signed-out' }), keptMs);
    return () => {
      clearTimeout(timer);
      // Closing gives the focus back to where it was.
      opened?.close();
    };
  }, []);
  return (
    <dialog
      class="sign-in-again"
      aria-label="Sign in again"
      ref={dialog}
      onCancel={(event) => event.preventDefault()}
      // A browser may close it all the same: there is nothing to see without a session.
      onClose={show}
      // Esc must not close what waits beneath.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <SignIn reason="The session has ended: sign in again" />
    </dialog>
  );
};
