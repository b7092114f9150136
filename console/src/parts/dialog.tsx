// A dialog that opens when it is put on the page, keeps the focus inside, and says when it is gone.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface DialogProps {
  readonly label: string;
  /** It is closed and may be taken off the page. */
  readonly onClosed: () => void;
  /** Esc, the cross and a click beside it close it too, unless this holds: something is shown only once. */
  readonly isSticky?: boolean;
  readonly isWide?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

export const Dialog = ({ label, onClosed, isSticky = false, isWide = false, children }: DialogProps) => {
  const [isOpen, setOpen] = useState(false);
  const [isAllowed, setAllowed] = useState(!isSticky);
  useEffect(() => setOpen(true), []);
  const close = () => {
    setAllowed(true);
    setOpen(false);
  };
  // Selects and details inside tell of their own closing by the same names.
  const isOwn = (event: Event) => event.target === event.currentTarget;
  return (
    <wa-dialog
      class={isWide ? 'wide' : ''}
      label={label}
      open={isOpen}
      onwa-hide={(event) => {
        if (!isOwn(event)) return;
        if (isAllowed) setOpen(false);
        else if (isOpen) event.preventDefault();
      }}
      onwa-after-hide={(event) => {
        if (isOwn(event)) onClosed();
      }}
    >
      {children(close)}
    </wa-dialog>
  );
};
