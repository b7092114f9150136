// Where the panel begins: components, theme, and who is signed in.
import { render } from 'preact';
import './styles/index.css';
import { api } from './api/client.ts';
import { watchPresence } from './api/presence.ts';
import { App } from './app.tsx';
import { applyTheme } from './theme.ts';
import { registerIcons } from './web-awesome.ts';

registerIcons();
applyTheme();
watchPresence();

/** Typed by hand, an address may not be decodable: the router would stop at it. */
const mendAddress = (): void => {
  try {
    decodeURIComponent(location.pathname);
  } catch {
    history.replaceState(null, '', '/admin');
  }
};

/** After a deployment an open page asks for parts that are gone: it is loaded anew, but not again and again. */
const reloadWhenOutdated = (): void => {
  const mark = 'voxgate-reloaded-at';
  addEventListener('vite:preloadError', () => {
    if (Date.now() - Number(sessionStorage.getItem(mark)) < 60_000) return;
    sessionStorage.setItem(mark, String(Date.now()));
    location.reload();
  });
};

const root = document.getElementById('app');
if (root) {
  reloadWhenOutdated();
  mendAddress();
  render(<App />, root);
  void api.session.begin();
}
