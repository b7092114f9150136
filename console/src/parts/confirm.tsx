// A question before something that cannot be taken back: what will happen, in full, and a word to type where it is grave.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { TextField } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

interface ConfirmProps {
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
  return (
    <FormDialog
      label={title}
      submitLabel={confirmLabel}
      isDanger={isDanger}
      isReady={typed === undefined || text.trim() === typed}
      onSubmit={onConfirm}
      onClosed={onClosed}
    >
      <div class="prose">{children}</div>
      {typed !== undefined && (
        <TextField label={`Type ${typed} to confirm`} value={text} onValue={setText} isFirst />
      )}
    </FormDialog>
  );
};
