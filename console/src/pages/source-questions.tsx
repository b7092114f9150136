// What is asked before a source is paused, let go again, or deleted.
import { useRef } from 'preact/hooks';
import { api, type Source } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';

interface PauseProps {
  readonly source: Source;
  readonly onChanged: () => void;
  readonly onClosed: () => void;
}

export const PauseSource = ({ source: { name, paused }, onChanged, onClosed }: PauseProps) => (
  <Confirm
    title={paused ? `Resume ${name}?` : `Pause ${name}?`}
    confirmLabel={paused ? 'Resume' : 'Pause'}
    onConfirm={async () => {
      await api.sources.pause(name, !paused);
      onChanged();
      return paused ? `${name} goes on` : `${name} is paused`;
    }}
    onClosed={onClosed}
  >
    {paused ? (
      <p>Its recordings that waited go to the vendor, and its results to its server, within two minutes.</p>
    ) : (
      <p>
        Its recordings are accepted and kept, but go neither to the vendor nor to its server until you resume.
      </p>
    )}
  </Confirm>
);

interface DeleteProps {
  readonly source: Source;
  readonly onDeleted: () => void;
  readonly onClosed: () => void;
}

export const DeleteSource = ({ source: { name }, onDeleted, onClosed }: DeleteProps) => {
  const isDeleted = useRef(false);
  return (
    <Confirm
      title={`Delete ${name}?`}
      confirmLabel="Delete the source"
      isDanger
      typed={name}
      onConfirm={async () => {
        await api.sources.remove(name);
        isDeleted.current = true;
        return `The source ${name} is deleted`;
      }}
      onClosed={() => {
        onClosed();
        if (isDeleted.current) onDeleted();
      }}
    >
      <p>
        <strong>Its keys are revoked too</strong>, and its callers are refused. Its recordings stay.
      </p>
    </Confirm>
  );
};
