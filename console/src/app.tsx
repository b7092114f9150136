// The panel as a whole: sign-in, or the pages inside their frame.

import { useEffect, useState } from 'preact/hooks';
import { LocationProvider, lazy, Route, Router } from 'preact-iso';
import { api } from './api/client.ts';
import { asApiError } from './api/request.ts';
import { onSessionChange, sessionState } from './api/session-store.ts';
import { NotFound } from './pages/not-found.tsx';
import { SignIn, SignInAgain } from './pages/sign-in.tsx';
import { Loading } from './parts/empty.tsx';
import { ErrorNote } from './parts/error-note.tsx';
import { Notices } from './parts/notices.tsx';
import { Shell } from './parts/shell.tsx';

const Overview = lazy(() => import('./pages/overview.tsx').then((module) => module.Overview));
const Recordings = lazy(() => import('./pages/recordings.tsx').then((module) => module.Recordings));
const Recording = lazy(() => import('./pages/recording.tsx').then((module) => module.RecordingRoute));
const Deliveries = lazy(() => import('./pages/deliveries.tsx').then((module) => module.Deliveries));
const Delivery = lazy(() => import('./pages/delivery.tsx').then((module) => module.DeliveryRoute));
const Keys = lazy(() => import('./pages/keys.tsx').then((module) => module.Keys));
const Sources = lazy(() => import('./pages/sources.tsx').then((module) => module.Sources));
const Source = lazy(() => import('./pages/source.tsx').then((module) => module.SourceRoute));
const AddSource = lazy(() => import('./pages/add-source.tsx').then((module) => module.AddSource));
const Audit = lazy(() => import('./pages/audit.tsx').then((module) => module.Audit));

const useSessionState = () => {
  const [state, setState] = useState(sessionState());
  useEffect(() => {
    const look = () => setState(sessionState());
    // Between the first render and this moment an answer may have come already.
    look();
    return onSessionChange(look);
  }, []);
  return state;
};

const Pages = () => (
  <Router>
    <Route path="/admin" component={Overview} />
    <Route path="/admin/recordings" component={Recordings} />
    <Route path="/admin/recordings/:id" component={Recording} />
    <Route path="/admin/deliveries" component={Deliveries} />
    <Route path="/admin/deliveries/:id" component={Delivery} />
    <Route path="/admin/keys" component={Keys} />
    <Route path="/admin/sources" component={Sources} />
    <Route path="/admin/sources/:name" component={Source} />
    <Route path="/admin/add-source" component={AddSource} />
    <Route path="/admin/audit" component={Audit} />
    <Route default component={NotFound} />
  </Router>
);

export const App = () => {
  const state = useSessionState();
  const session = 'session' in state ? state.session : undefined;
  return (
    <LocationProvider scope="/admin">
      {state.kind === 'unknown' && <Loading what="Voxgate" />}
      {state.kind === 'unreachable' && (
        <main class="unreachable">
          <ErrorNote error={asApiError(state.cause)} onRetry={() => void api.session.begin()} />
        </main>
      )}
      {state.kind === 'signed-out' && <SignIn />}
      {session && (
        // Another operator begins with a page of their own.
        <Shell key={session.keyId} session={session}>
          <Pages />
        </Shell>
      )}
      {state.kind === 'interrupted' && <SignInAgain />}
      <Notices />
    </LocationProvider>
  );
};
