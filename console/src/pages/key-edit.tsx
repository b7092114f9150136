// A key's label and last day.
import { useState } from 'preact/hooks';
import { type ApiKey, api } from '../api/client.ts';
import { TextField } from '../parts/fields.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { dayField, endOfDay } from './key-expiry.ts';
import { KeyExpiryField } from './key-expiry-field.tsx';

interface EditKeyProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
  readonly onClosed: () => void;
}

export const EditKey = ({ apiKey, onChanged, onClosed }: EditKeyProps) => {
  const [label, setLabel] = useState(apiKey.label);
  const before = dayField(apiKey.expiresAt);
  const [expires, setExpires] = useState(before);
  const change = async (): Promise<string> => {
    // An untouched day is left as it is, to the millisecond.
    const expiry = expires === before ? {} : { expiresAt: expires ? endOfDay(expires) : null };
    await api.keys.change(apiKey.id, { label: label.trim(), ...expiry });
    onChanged();
    return 'The key is changed';
  };
  return (
    <FormDialog label="Edit the key" submitLabel="Save" onSubmit={change} onClosed={onClosed}>
      <TextField label="Label" value={label} onValue={setLabel} maxLength={200} isFirst />
      <KeyExpiryField value={expires} onValue={setExpires} />
    </FormDialog>
  );
};
