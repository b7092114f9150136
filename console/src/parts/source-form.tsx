// All fields of a source, for a new one and for changing one.
import { useState } from 'preact/hooks';
import type { Source, SourceChange } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy.tsx';
import { ErrorNote } from './error-note.tsx';
import { SelectField, Switch, TextArea, TextField } from './fields.tsx';
import { SecretInput } from './secret-input.tsx';
import { changeOf, type SourceForm as Form, formOf, newSigningSecret } from './source-form-values.ts';
import { useAction } from './use-action.ts';

interface SourceFormProps {
  /** Left out: a new one. */
  readonly source?: Source;
  /** What it returns is announced. */
  readonly onSave: (name: string, change: SourceChange) => Promise<string>;
}

interface PartProps {
  readonly form: Form;
  readonly source: Source | undefined;
  readonly change: (changes: Partial<Form>) => void;
}

const forwardChoices = [
  { value: 'webhook', label: 'Results that come by webhook' },
  { value: 'always', label: 'Every result, however it came' },
] as const;

const headersInWords = (source: Source | undefined): string | undefined => {
  const names = Object.keys(source?.forwardHeaders ?? {});
  return names.length === 0 ? undefined : `Set: ${names.join(', ')}`;
};

const Naming = ({ form, source, change }: PartProps) => (
  <div class="field-row">
    {!source && (
      <TextField
        label="Name"
        hint="Callers send it as audioSource. Letters, digits, dot, dash, underscore."
        value={form.name}
        pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}"
        maxLength={64}
        isRequired
        onValue={(name) => change({ name })}
      />
    )}
    <TextField
      label="Name at the vendor"
      hint="What the speech vendor calls it."
      value={form.vendorSource}
      maxLength={100}
      isRequired
      onValue={(vendorSource) => change({ vendorSource })}
    />
  </div>
);

const Headers = ({ form, source, change }: PartProps) => (
  <SecretInput
    label="Headers sent along"
    set={headersInWords(source)}
    mode={form.headers.mode}
    onMode={(mode) => change({ headers: { mode, text: '' } })}
  >
    <TextArea
      label="All headers"
      hint="One Name: value a line. They take the place of all that are set, and are never shown again."
      placeholder="X-Auth: …"
      value={form.headers.text}
      isRequired
      onValue={(text) => change({ headers: { mode: 'replace', text } })}
    />
  </SecretInput>
);

const Secret = ({ form, source, change }: PartProps) => (
  <SecretInput
    label="Signing secret"
    set={source?.isSigned ? 'Set: results are signed' : undefined}
    mode={form.secret.mode}
    onMode={(mode) => change({ secret: { mode, text: '' } })}
  >
    <TextField
      label="Secret"
      hint="whsec_ and base64 of 24 to 64 bytes. The one before signs along for a day. It is never shown again: copy it before you save."
      value={form.secret.text}
      isRequired
      onValue={(text) => change({ secret: { mode: 'replace', text } })}
    />
    <div class="secret-text">
      <Button onClick={() => change({ secret: { mode: 'replace', text: newSigningSecret() } })}>
        Make one
      </Button>
      {form.secret.text && <CopyButton text={form.secret.text} what="Secret" />}
    </div>
  </SecretInput>
);

const Forwarding = (props: PartProps) => {
  const { form, source, change } = props;
  const isElsewhere = source !== undefined && form.forwardUrl !== (source.forwardUrl ?? '');
  const isHeaderKept = form.headers.mode === 'keep' && headersInWords(source) !== undefined;
  return (
    <>
      <TextField
        label="Results go to"
        hint={
          isElsewhere && isHeaderKept
            ? 'Another server needs its headers said anew: choose below to replace or to remove them.'
            : 'The http or https address of the customer’s server. Empty: nothing is posted.'
        }
        type="url"
        value={form.forwardUrl}
        maxLength={2000}
        onValue={(forwardUrl) => change({ forwardUrl })}
      />
      <SelectField
        label="What is posted"
        value={form.forward}
        choices={forwardChoices}
        onValue={(forward) => change({ forward: forward === 'always' ? 'always' : 'webhook' })}
      />
      <Headers {...props} />
      <Secret {...props} />
    </>
  );
};

const Keeping = ({ form, change }: PartProps) => (
  <>
    <div class="field-row">
      <TextField
        label="Language"
        hint="As BCP 47 has it: de, en-GB. Empty: the vendor finds out."
        value={form.language}
        onValue={(language) => change({ language })}
      />
      <TextField
        label="Days kept"
        hint="1 to 3650; then recording, audio and results are deleted. Empty: for ever."
        type="number"
        min={1}
        max={3650}
        value={form.retentionDays}
        onValue={(retentionDays) => change({ retentionDays })}
      />
    </div>
    <Switch
      label="Active"
      hint="Switched off, its submissions are refused."
      isOn={form.isActive}
      onToggle={(isActive) => change({ isActive })}
    />
  </>
);

const readForm = (form: Form): SourceChange => {
  try {
    return changeOf(form);
  } catch (error) {
    throw new ApiError(0, 'INVALID_PARAMETER', error instanceof Error ? error.message : String(error));
  }
};

export const SourceForm = ({ source, onSave }: SourceFormProps) => {
  const [form, setForm] = useState(() => formOf(source));
  const action = useAction(async () => onSave(form.name, readForm(form)));
  const parts = {
    form,
    source,
    change: (changes: Partial<Form>) => setForm((before) => ({ ...before, ...changes })),
  };
  return (
    <form
      class="source-form"
      onSubmit={(event) => {
        event.preventDefault();
        void action.run();
      }}
    >
      <Naming {...parts} />
      <h3>Forwarding</h3>
      <Forwarding {...parts} />
      <h3>Handling</h3>
      <Keeping {...parts} />
      <ErrorNote error={action.error} />
      <div class="form-actions">
        <Button type="submit" kind="main" isBusy={action.isBusy}>
          {source ? 'Save' : 'Add source'}
        </Button>
      </div>
    </form>
  );
};
