// One icon of our own drawing: decoration, so what it means always stands beside it in words.
import { type IconName, icons } from './icons.ts';

export const Icon = ({
  name,
  class: className = '',
}: {
  readonly name: IconName;
  readonly class?: string;
}) => (
  <svg class={`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={icons[name]} />
  </svg>
);
