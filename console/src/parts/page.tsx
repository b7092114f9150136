// A page's frame: its title in the window and in the heading, which takes the focus when one comes here.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  /** Beside the heading: what the page is about, in one line. */
  readonly lead?: ComponentChildren;
  /** Above it: the way back. */
  readonly above?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly titleClass?: string;
  readonly children: ComponentChildren;
}

/** The first page shown leaves the focus where the browser has it. */
let isFirstPage = true;

export const Page = ({ title, lead, above, actions, titleClass = '', children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Voxgate`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <div class="page">
      {above && (
        <nav class="above" aria-label="Breadcrumb">
          {above}
        </nav>
      )}
      <header class="page-header">
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1} class={titleClass}>
            {title}
          </h1>
          {lead && <div class="lead">{lead}</div>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
};

interface SectionProps {
  readonly title: string;
  readonly id: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}

export const Section = ({ title, id, actions, children, class: className = '' }: SectionProps) => (
  <section class={`panel ${className}`} aria-labelledby={id}>
    <div class="panel-header">
      <h2 id={id}>{title}</h2>
      {actions}
    </div>
    {children}
  </section>
);
