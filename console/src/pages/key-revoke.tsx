// A key's end, asked about first.
import { type ApiKey, api } from '../api/client.ts';
import { isOwnKey } from '../api/own-key.ts';
import { Confirm } from '../parts/confirm.tsx';
import { keyBeginning, nameOfKey } from '../parts/format.ts';

interface RevokeKeyProps {
  readonly apiKey: ApiKey;
  readonly onChanged: () => void;
  readonly onClosed: () => void;
}

export const RevokeKey = ({ apiKey, onChanged, onClosed }: RevokeKeyProps) => (
  <Confirm
    title="Revoke this key?"
    confirmLabel="Revoke"
    isDanger
    onConfirm={async () => {
      await api.keys.revoke(apiKey.id);
      onChanged();
      return 'The key is revoked';
    }}
    onClosed={onClosed}
  >
    <p>
      <strong>{nameOfKey(apiKey)}</strong> (<code>{keyBeginning(apiKey.prefix)}</code>) ends within 30
      seconds, for good. Whoever still uses it gets 403. To stop it for a while, switch it off instead.
    </p>
    {isOwnKey(apiKey) && (
      <p>
        <strong>You are signed in with it:</strong> this session ends, and only another admin key lets you in
        again.
      </p>
    )}
  </Confirm>
);
