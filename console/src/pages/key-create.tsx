// A new key, made here or taken over from elsewhere.
import { useState } from 'preact/hooks';
import { type Scope, scopes } from '../../../shared/domain/scopes.ts';
import { api, type CreatedKey } from '../api/client.ts';
import { Checkbox, SelectField, Switch, TextField } from '../parts/fields.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { sourceChoices, useSources } from '../parts/use-sources.ts';
import { endOfDay } from './key-expiry.ts';
import { KeyExpiryField } from './key-expiry-field.tsx';

interface CreateKeyProps {
  readonly onChanged: () => void;
  readonly onCreated: (created: CreatedKey) => void;
  readonly onClosed: () => void;
}

const scopeWords: Readonly<Record<Scope, string>> = {
  submit: 'submit recordings',
  read: 'read what became of them',
  admin: 'do everything in this panel',
};

interface Form {
  readonly label: string;
  readonly audioSource: string;
  readonly chosen: readonly Scope[];
  readonly expires: string;
  readonly isImport: boolean;
  readonly key: string;
}

const empty: Form = {
  label: '',
  audioSource: '',
  chosen: ['submit', 'read'],
  expires: '',
  isImport: false,
  key: '',
};

const bodyOf = ({ label, audioSource, chosen, expires, isImport, key }: Form) => ({
  label: label.trim(),
  scopes: [...chosen],
  ...(!chosen.includes('admin') && { audioSource }),
  ...(expires && { expiresAt: endOfDay(expires) }),
  ...(isImport && { key: key.trim() }),
});

interface FieldsProps {
  readonly form: Form;
  readonly change: (changes: Partial<Form>) => void;
}

/** An admin key belongs to no source, and needs no other right: it is one or the other. */
const ScopeFields = ({ form, change }: FieldsProps) => (
  <fieldset class="scopes">
    <legend>The key may</legend>
    {scopes.map((scope) => (
      <Checkbox
        key={scope}
        label={`${scope}: ${scopeWords[scope]}`}
        isOn={form.chosen.includes(scope)}
        onToggle={(isOn) => {
          const others = form.chosen.filter(
            (one) => one !== scope && (one === 'admin') === (scope === 'admin'),
          );
          change({ chosen: isOn ? [...others, scope] : form.chosen.filter((one) => one !== scope) });
        }}
      />
    ))}
  </fieldset>
);

const Fields = ({ form, change }: FieldsProps) => {
  const { data: sources } = useSources();
  const isAdmin = form.chosen.includes('admin');
  return (
    <>
      <TextField
        label="Label"
        hint="Who will use it: the panel and the audit call it by this."
        value={form.label}
        maxLength={200}
        isFirst
        onValue={(label) => change({ label })}
      />
      <ScopeFields form={form} change={change} />
      {!isAdmin && (
        <SelectField
          label="Source"
          value={form.audioSource}
          choices={sourceChoices(sources)}
          isRequired
          onValue={(audioSource) => change({ audioSource })}
        />
      )}
      <KeyExpiryField value={form.expires} onValue={(expires) => change({ expires })} />
      <Switch
        label="Import a key that callers have already"
        isOn={form.isImport}
        onToggle={(isImport) => change({ isImport })}
      />
      {form.isImport && (
        <TextField
          label="Existing key"
          hint="8 to 256 visible characters; only its hash is kept."
          type="password"
          value={form.key}
          isRequired
          onValue={(key) => change({ key })}
        />
      )}
    </>
  );
};

export const CreateKey = ({ onChanged, onCreated, onClosed }: CreateKeyProps) => {
  const [form, setForm] = useState(empty);
  const create = async (): Promise<string> => {
    const created = await api.keys.create(bodyOf(form));
    onChanged();
    // Who imports a key has it: there is nothing to be shown.
    if (!form.isImport) onCreated(created);
    return form.isImport ? 'The key is imported' : 'The key is made';
  };
  return (
    <FormDialog
      label="Create a key"
      submitLabel={form.isImport ? 'Import key' : 'Create key'}
      isReady={form.chosen.length > 0}
      onSubmit={create}
      onClosed={onClosed}
    >
      <Fields form={form} change={(changes) => setForm((before) => ({ ...before, ...changes }))} />
    </FormDialog>
  );
};
