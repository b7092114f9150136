// Something that can be written and never read back: whether it is set, and a way to replace or remove it.
import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** `keep`: what is set stays set. */
export type SecretMode = 'keep' | 'replace' | 'remove';

interface SecretInputProps {
  readonly label: string;
  /** In words what is set now; `undefined`: nothing is. */
  readonly set: string | undefined;
  readonly mode: SecretMode;
  readonly onMode: (mode: SecretMode) => void;
  /** The field, shown where something is to be entered. */
  readonly children: ComponentChildren;
}

const stateWords = ({ set, mode }: Pick<SecretInputProps, 'set' | 'mode'>): string => {
  if (mode === 'remove') return 'Will be removed when you save';
  if (mode === 'replace')
    return set === undefined ? 'Will be set when you save' : 'Will be replaced when you save';
  return set ?? 'Not set';
};

export const SecretInput = ({ label, set, mode, onMode, children }: SecretInputProps) => (
  <fieldset class="secret">
    <legend>{label}</legend>
    <div class="secret-head">
      <span class="secret-state">
        <Icon name={mode === 'keep' && set === undefined ? 'minus' : 'lock'} />
        {stateWords({ set, mode })}
      </span>
      {mode === 'keep' ? (
        <>
          <Button onClick={() => onMode('replace')}>{set === undefined ? 'Set' : 'Replace'}</Button>
          {set !== undefined && <Button onClick={() => onMode('remove')}>Remove</Button>}
        </>
      ) : (
        <Button onClick={() => onMode('keep')}>Leave as it is</Button>
      )}
    </div>
    {mode === 'replace' && children}
  </fieldset>
);
