// A question before something that cannot be taken back: what will happen, in full, and a word to type where it is grave.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';
import { TextField } from './fields.tsx';
import { useAction } from './use-action.ts';

export interface ConfirmProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly confirmLabel: string;
  readonly isDanger?: boolean;
  /** Must be typed before it can be confirmed. */
  readonly typed?: string;
  /** What it returns is announced. */
  readonly onConfirm: () => Promise<string | undefined>;
  readonly onClosed: () => void;
}

export const Confirm = (props: ConfirmProps) => {
  const { title, children, confirmLabel, isDanger = false, typed, onConfirm, onClosed } = props;
  const [text, setText] = useState('');
  const action = useAction(async (close: () => void) => {
    const said = await onConfirm();
    close();
    return said;
  });
  const isReady = typed === undefined || text.trim() === typed;
  return (
    <Dialog label={title} onClosed={onClosed}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) void action.run(close);
          }}
        >
          <div class="prose">{children}</div>
          {typed !== undefined && (
            <TextField label={`Type ${typed} to confirm`} value={text} onValue={setText} isFirst />
          )}
          <ErrorNote error={action.error} />
          <div class="dialog-actions">
            <Button onClick={close}>Cancel</Button>
            <Button
              type="submit"
              kind={isDanger ? 'danger' : 'main'}
              isBusy={action.isBusy}
              isDisabled={!isReady}
            >
              {confirmLabel}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
};
