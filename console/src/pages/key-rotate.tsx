// A new key in a key's place, with time for callers to change over.
import { useState } from 'preact/hooks';
import { type ApiKey, api, type CreatedKey } from '../api/client.ts';
import { SelectField } from '../parts/fields.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { keyBeginning } from '../parts/format.ts';

interface RotateKeyProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
  readonly onCreated: (created: CreatedKey) => void;
  readonly onClosed: () => void;
}

const overlaps = [
  { value: '0', label: 'Not at all: it ends now' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
] as const;

export const RotateKey = ({ apiKey, onChanged, onCreated, onClosed }: RotateKeyProps) => {
  const [overlap, setOverlap] = useState<string>('86400');
  const rotate = async (): Promise<string> => {
    onCreated(await api.keys.rotate(apiKey.id, Number(overlap)));
    onChanged();
    return 'The key is rotated';
  };
  return (
    <FormDialog label="Rotate the key" submitLabel="Rotate" onSubmit={rotate} onClosed={onClosed}>
      <p>
        A new key for the same is made and shown once. The former, <code>{keyBeginning(apiKey.prefix)}</code>,
        goes on beside it for a while and then ends.
      </p>
      <SelectField
        label="The former key goes on"
        value={overlap}
        choices={overlaps}
        isRequired
        onValue={setOverlap}
      />
    </FormDialog>
  );
};
