// A button, or a link that looks like one.
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly icon?: IconName;
  /** @default plain: outlined, for everything that is not the page's one main action */
  readonly kind?: 'main' | 'plain' | 'danger' | 'quiet';
  readonly size?: 's' | 'm';
  readonly type?: 'button' | 'submit';
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  readonly href?: string;
  readonly onClick?: (event: Event) => void;
}

const looks = {
  main: { variant: 'brand', appearance: 'accent' },
  plain: { variant: 'neutral', appearance: 'outlined' },
  danger: { variant: 'danger', appearance: 'outlined' },
  quiet: { variant: 'neutral', appearance: 'plain' },
} as const;

export const Button = (props: ButtonProps) => {
  const {
    children,
    icon,
    kind = 'plain',
    size = 's',
    type = 'button',
    isBusy,
    isDisabled,
    href,
    onClick,
  } = props;
  return (
    <wa-button
      {...looks[kind]}
      size={size}
      type={type}
      loading={isBusy ?? false}
      disabled={(isDisabled ?? false) || (isBusy ?? false)}
      {...(href !== undefined && { href })}
      {...(onClick && { onClick })}
    >
      {icon && (
        <span slot="start" class="button-icon">
          <Icon name={icon} />
        </span>
      )}
      {children}
    </wa-button>
  );
};

interface IconButtonProps {
  readonly icon: IconName;
  /** Read out, and shown when pointed at. */
  readonly label: string;
  readonly onClick: () => void;
  readonly class?: string;
}

export const IconButton = ({ icon, label, onClick, class: className = '' }: IconButtonProps) => (
  <button type="button" class={`icon-button ${className}`} aria-label={label} title={label} onClick={onClick}>
    <Icon name={icon} />
  </button>
);
