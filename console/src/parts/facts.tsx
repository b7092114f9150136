// Names and values, one beside the other.
import type { ComponentChildren } from 'preact';

export type Fact = readonly [name: string, value: ComponentChildren];

export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** A link only where it leads to the web: an address of another kind is shown as the text it is. */
export const WebLink = ({ url }: { readonly url: string }) => {
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isWeb) return <span class="url">{url}</span>;
  return (
    <a class="url" href={url} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  );
};
