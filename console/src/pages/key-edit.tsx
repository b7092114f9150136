// A key's label and last day.
import { useState } from 'preact/hooks';
import { type ApiKey, api } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { TextField } from '../parts/fields.tsx';
import { useAction } from '../parts/use-action.ts';
import { dayField, endOfDay } from './key-expiry.ts';

interface EditKeyProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
  readonly onClosed: () => void;
}

export const EditKey = ({ apiKey, onChanged, onClosed }: EditKeyProps) => {
  const [label, setLabel] = useState(apiKey.label);
  const before = dayField(apiKey.expiresAt);
  const [expires, setExpires] = useState(before);
  const action = useAction(async (close: () => void) => {
    // An untouched day is left as it is, to the millisecond.
    const expiry = expires === before ? {} : { expiresAt: expires ? endOfDay(expires) : null };
    await api.keys.change(apiKey.id, { label: label.trim(), ...expiry });
    onChanged();
    close();
    return 'The key is changed';
  });
  return (
    <Dialog label="Edit the key" onClosed={onClosed}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            void action.run(close);
          }}
        >
          <TextField label="Label" value={label} onValue={setLabel} maxLength={200} isFirst />
          <TextField
            label="Expires after"
            hint="The last day it works. Empty: never."
            type="date"
            value={expires}
            onValue={setExpires}
          />
          <ErrorNote error={action.error} />
          <div class="dialog-actions">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" kind="main" isBusy={action.isBusy}>
              Save
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
};
