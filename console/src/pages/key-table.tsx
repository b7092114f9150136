// The keys as a table: each can be switched, changed, rotated and revoked.
import { useEffect, useState } from 'preact/hooks';
import { type ApiKey, api } from '../api/client.ts';
import { isOwnKey } from '../api/own-key.ts';
import { IconButton } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Switch } from '../parts/fields.tsx';
import { keyBeginning, nameOfKey } from '../parts/format.ts';
import { Status } from '../parts/status.tsx';
import { useAction } from '../parts/use-action.ts';
import { When } from '../parts/when.tsx';
import type { KeyQuestion } from './key-question.ts';

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onChanged: () => void;
  readonly onAsk: (question: KeyQuestion) => void;
}

const isExpired = ({ expiresAt }: ApiKey): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();

const State = ({ apiKey, onChanged }: { readonly apiKey: ApiKey; readonly onChanged: () => void }) => {
  const change = async (active: boolean): Promise<string> => {
    await api.keys.change(apiKey.id, { active });
    onChanged();
    return `${nameOfKey(apiKey)} is switched ${active ? 'on' : 'off'}`;
  };
  const action = useAction(change);
  /** Where the switch was put, until the key stands so or it failed. */
  const [wanted, setWanted] = useState<boolean>();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => setWanted(undefined), [apiKey.active]);
  useEffect(() => {
    if (action.error) setWanted(undefined);
  }, [action.error]);
  return (
    <>
      <span class="key-state">
        <Switch
          label={apiKey.active ? 'On' : 'Off'}
          of={nameOfKey(apiKey)}
          isOn={wanted ?? apiKey.active}
          isDisabled={action.isBusy}
          onToggle={(active) => {
            setWanted(active);
            if (!active && isOwnKey(apiKey)) setAsking(true);
            else void action.run(active);
          }}
        />
        {isExpired(apiKey) && (
          <Status tone="bad" icon="failed">
            Expired
          </Status>
        )}
      </span>
      <ErrorNote error={action.error} />
      {isAsking && (
        <Confirm
          title="Switch off your own key?"
          confirmLabel="Switch off"
          isDanger
          onConfirm={() => change(false)}
          onClosed={() => {
            setAsking(false);
            setWanted(undefined);
          }}
        >
          <p>You are signed in with it: this session ends, and only another admin key lets you in again.</p>
        </Confirm>
      )}
    </>
  );
};

const columnsFor = ({ onChanged, onAsk }: Omit<KeyTableProps, 'keys'>): readonly Column<ApiKey>[] => [
  {
    title: 'Key',
    place: 'main',
    cell: ({ label, prefix }) => (
      <span class="key-name">
        <span>{label || <span class="quiet">no label</span>}</span>
        <code class="quiet">{keyBeginning(prefix)}</code>
      </span>
    ),
  },
  {
    title: 'For',
    cell: ({ audioSource }) => audioSource ?? <span class="quiet">the whole gateway</span>,
  },
  { title: 'May', cell: ({ scopes }) => scopes.join(', ') },
  {
    title: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : <span class="quiet">never</span>),
  },
  {
    title: 'Expires',
    cell: ({ expiresAt }) => (expiresAt ? <When at={expiresAt} /> : <span class="quiet">never</span>),
  },
  { title: 'State', cell: (apiKey) => <State apiKey={apiKey} onChanged={onChanged} /> },
  {
    title: 'Actions',
    place: 'end',
    cell: (apiKey) => (
      <span class="row-actions">
        <IconButton
          icon="edit"
          label={`Edit ${nameOfKey(apiKey)}`}
          onClick={() => onAsk({ kind: 'edit', apiKey })}
        />
        <IconButton
          icon="rotate"
          label={`Rotate ${nameOfKey(apiKey)}`}
          onClick={() => onAsk({ kind: 'rotate', apiKey })}
        />
        <IconButton
          icon="delete"
          label={`Revoke ${nameOfKey(apiKey)}`}
          onClick={() => onAsk({ kind: 'revoke', apiKey })}
        />
      </span>
    ),
  },
];

export const KeyTable = ({ keys, ...told }: KeyTableProps) => (
  <DataTable label="Keys" columns={columnsFor(told)} rows={keys} keyOf={({ id }) => id} />
);
