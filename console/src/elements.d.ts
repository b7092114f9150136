// The Web Awesome elements that the panel uses, as JSX knows them: only the attributes it sets.
import type { JSX } from 'preact';

type Size = 'xs' | 's' | 'm' | 'l';
type Variant = 'neutral' | 'brand' | 'success' | 'warning' | 'danger';
type Appearance = 'accent' | 'filled' | 'outlined' | 'filled-outlined' | 'plain';

type Wa<Attributes = object> = Omit<
  JSX.HTMLAttributes<HTMLElement>,
  keyof Attributes | 'onInput' | 'onChange'
> &
  Attributes & {
    readonly onInput?: (event: Event) => void;
    readonly onChange?: (event: Event) => void;
    readonly 'onwa-hide'?: (event: Event) => void;
    readonly 'onwa-after-hide'?: (event: Event) => void;
  };

interface Labelled {
  readonly label?: string | undefined;
  readonly hint?: string | undefined;
  readonly size?: Size | undefined;
  readonly value?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'wa-button': Wa<{
        readonly variant?: Variant | undefined;
        readonly appearance?: Appearance | undefined;
        readonly size?: Size | undefined;
        readonly type?: 'button' | 'submit';
        readonly loading?: boolean | undefined;
        readonly disabled?: boolean | undefined;
        readonly href?: string | undefined;
        readonly target?: string | undefined;
        readonly rel?: string | undefined;
      }>;
      'wa-callout': Wa<{
        readonly variant?: Variant;
        readonly appearance?: Appearance;
        readonly size?: Size;
      }>;
      'wa-checkbox': Wa<Labelled & { readonly checked?: boolean }>;
      'wa-details': Wa<{
        readonly summary?: string;
        readonly appearance?: Appearance;
        readonly open?: boolean;
      }>;
      'wa-dialog': Wa<{
        readonly label: string;
        readonly open?: boolean;
        readonly 'light-dismiss'?: boolean;
      }>;
      'wa-drawer': Wa<{
        readonly label: string;
        readonly open?: boolean;
        readonly placement?: 'start' | 'end' | 'top' | 'bottom';
        readonly 'light-dismiss'?: boolean;
      }>;
      'wa-input': Wa<
        Labelled & {
          readonly type?: string | undefined;
          readonly placeholder?: string | undefined;
          readonly autocomplete?: string | undefined;
          readonly maxlength?: number | undefined;
          readonly min?: number | string | undefined;
          readonly max?: number | string | undefined;
          readonly pattern?: string | undefined;
          readonly inputmode?: string | undefined;
          readonly spellcheck?: boolean | undefined;
          readonly 'password-toggle'?: boolean | undefined;
          readonly 'with-clear'?: boolean | undefined;
        }
      >;
      'wa-option': Wa<{ readonly value: string }>;
      'wa-select': Wa<Labelled & { readonly placeholder?: string; readonly 'with-clear'?: boolean }>;
      'wa-switch': Wa<Labelled & { readonly checked?: boolean }>;
      'wa-textarea': Wa<
        Labelled & {
          readonly rows?: number;
          readonly resize?: string;
          readonly placeholder?: string | undefined;
        }
      >;
    }
  }
}
