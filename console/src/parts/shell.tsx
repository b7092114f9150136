// The frame around every page: where one can go, who one is, and the way out.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../api/client.ts';
import type { Session } from '../api/session-store.ts';
import { IconButton } from './button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { Mark } from './mark.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { useAction } from './use-action.ts';
import { useResource } from './use-resource.ts';

interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  /** Other paths that belong to it. */
  readonly also?: string;
}

const places: readonly Place[] = [
  { path: '/admin', name: 'Overview', icon: 'overview' },
  { path: '/admin/recordings', name: 'Recordings', icon: 'recordings' },
  { path: '/admin/deliveries', name: 'Deliveries', icon: 'deliveries' },
  { path: '/admin/keys', name: 'Keys', icon: 'keys' },
  { path: '/admin/sources', name: 'Sources', icon: 'sources', also: '/admin/add-source' },
  { path: '/admin/audit', name: 'Audit', icon: 'audit' },
];

const Navigation = () => {
  const { path } = useLocation();
  const isHere = (place: Place) =>
    path === place.path ||
    path === place.also ||
    (place.path !== '/admin' && path.startsWith(`${place.path}/`));
  return (
    <nav aria-label="Main">
      <ul class="nav-list">
        {places.map((place) => (
          <li key={place.path}>
            <a href={place.path} {...(isHere(place) && { 'aria-current': 'page' as const })}>
              <Icon name={place.icon} />
              {place.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const Who = ({ session }: { readonly session: Session }) => {
  const signOut = useAction(api.session.end);
  return (
    <>
      <ErrorNote error={signOut.error} />
      <div class="who">
        <span class="who-name" title={session.label}>
          {session.label || 'Admin'}
        </span>
        <ThemeToggle />
        <IconButton icon="sign-out" label="Sign out" onClick={() => void signOut.run()} />
      </div>
    </>
  );
};

export const Shell = ({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ComponentChildren;
}) => {
  const [isMenuOpen, setMenuOpen] = useState(false);
  // A page that asks for nothing else finds out all the same that the session is over.
  useResource('session', (signal) => api.session.check({ signal }), { everyMs: () => 60_000 });
  const { path } = useLocation();
  useEffect(() => setMenuOpen(false), [path]);
  return (
    <div class="shell">
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <header class="side">
        <a class="brand" href="/admin">
          <Mark />
          Voxgate
        </a>
        <div class="side-nav">
          <Navigation />
        </div>
        <div class="side-who">
          <Who session={session} />
        </div>
        <IconButton class="menu-button" icon="menu" label="Menu" onClick={() => setMenuOpen(true)} />
      </header>
      <wa-drawer
        label="Menu"
        placement="end"
        open={isMenuOpen}
        light-dismiss
        onwa-after-hide={() => setMenuOpen(false)}
      >
        {isMenuOpen && (
          <>
            <Navigation />
            <Who session={session} />
          </>
        )}
      </wa-drawer>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};
