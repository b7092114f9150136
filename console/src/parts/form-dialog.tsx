// A dialog that asks for something and has it done: what went wrong is said in it, and it closes when all is well.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';
import { useAction } from './use-action.ts';

interface FormDialogProps {
  readonly label: string;
  readonly submitLabel: string;
  readonly isDanger?: boolean;
  /** @default true */
  readonly isReady?: boolean;
  readonly children: ComponentChildren;
  /** What it returns is announced. */
  readonly onSubmit: () => Promise<string | undefined>;
  readonly onClosed: () => void;
}

export const FormDialog = (props: FormDialogProps) => {
  const { label, submitLabel, isDanger = false, isReady = true, children, onSubmit, onClosed } = props;
  /** While the dialog goes its button is still there, and a second click must do nothing. */
  const isDone = useRef(false);
  const action = useAction(async (close: () => void) => {
    const said = await onSubmit();
    isDone.current = true;
    close();
    return said;
  });
  return (
    <Dialog label={label} onClosed={onClosed}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !isDone.current) void action.run(close);
          }}
        >
          {children}
          <ErrorNote error={action.error} />
          <div class="dialog-actions">
            <Button onClick={close}>Cancel</Button>
            <Button
              type="submit"
              kind={isDanger ? 'danger' : 'main'}
              isBusy={action.isBusy}
              isDisabled={!isReady}
            >
              {submitLabel}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
};
