// Asks for a key's last day.
import { TextField } from '../parts/fields.tsx';

interface KeyExpiryFieldProps {
  /** `2026-11-21`, or empty. */
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export const KeyExpiryField = ({ value, onValue }: KeyExpiryFieldProps) => (
  <TextField
    label="Expires after"
    hint="The last day it works. Empty: never."
    type="date"
    value={value}
    onValue={onValue}
  />
);
