// Nothing here: why, and what to do next.
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}

export const Empty = ({ icon, title, children }: EmptyProps) => (
  <div class="empty">
    <Icon name={icon} />
    <p class="empty-title">{title}</p>
    {children && <div class="empty-words">{children}</div>}
  </div>
);

export const Loading = ({ what }: { readonly what: string }) => (
  <div class="loading" role="status">
    <Icon name="processing" class="turning" />
    <span>Loading {what} …</span>
  </div>
);
