// Form fields: Web Awesome's, with what was typed as a plain string.

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly isRequired?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly size?: 's' | 'm' | undefined;
}

const typed = (event: Event): string => {
  const { value } = event.currentTarget as HTMLInputElement;
  // A select without a choice has null.
  return typeof value === 'string' ? value : '';
};

interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'password' | 'url' | 'number' | 'date' | 'search';
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly pattern?: string;
  readonly isFirst?: boolean;
  readonly isClearable?: boolean;
}

/** Dialogs look for the attribute, which a property of the same name would keep Preact from writing. */
const markFirst = (element: HTMLElement | null): void => element?.setAttribute('autofocus', '');

export const TextField = (props: TextFieldProps) => (
  <wa-input
    label={props.label}
    hint={props.hint}
    type={props.type ?? 'text'}
    size={props.size ?? 'm'}
    value={props.value}
    required={props.isRequired}
    disabled={props.isDisabled}
    placeholder={props.placeholder}
    autocomplete={props.autocomplete ?? 'off'}
    spellcheck={false}
    ref={props.isFirst ? markFirst : null}
    password-toggle={props.type === 'password'}
    with-clear={props.isClearable}
    maxlength={props.maxLength}
    min={props.min}
    max={props.max}
    pattern={props.pattern}
    onInput={(event) => props.onValue(typed(event))}
    onChange={(event) => props.onValue(typed(event))}
  />
);

export const TextArea = (props: FieldProps & { readonly rows?: number; readonly placeholder?: string }) => (
  <wa-textarea
    label={props.label}
    hint={props.hint}
    value={props.value}
    required={props.isRequired}
    rows={props.rows ?? 3}
    placeholder={props.placeholder}
    onInput={(event) => props.onValue(typed(event))}
  />
);

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export const SelectField = (props: FieldProps & { readonly choices: readonly Choice[] }) => (
  <wa-select
    label={props.label}
    hint={props.hint}
    size={props.size ?? 'm'}
    value={props.value}
    required={props.isRequired}
    disabled={props.isDisabled}
    onChange={(event) => props.onValue(typed(event))}
  >
    {props.choices.map(({ value, label }) => (
      <wa-option value={value} key={value}>
        {label}
      </wa-option>
    ))}
  </wa-select>
);

interface CheckboxProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

interface SwitchProps extends CheckboxProps {
  /** Whose it is, where many stand in a table: read out, not shown. */
  readonly of?: string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

const isChecked = (event: Event): boolean => (event.currentTarget as HTMLInputElement).checked;

export const Switch = ({ label, of, hint, isOn, isDisabled = false, onToggle }: SwitchProps) => (
  <wa-switch
    checked={isOn}
    hint={hint}
    disabled={isDisabled}
    onChange={(event) => onToggle(isChecked(event))}
  >
    {of && <span class="visually-hidden">{of}: </span>}
    {label}
  </wa-switch>
);

export const Checkbox = ({ label, isOn, onToggle }: CheckboxProps) => (
  <wa-checkbox checked={isOn} onChange={(event) => onToggle(isChecked(event))}>
    {label}
  </wa-checkbox>
);
