// Dark or light: as the system has it, until the operator says otherwise.

type Theme = 'light' | 'dark';

const storageKey = 'voxgate-theme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Storage may be switched off: then the choice lasts as long as the page. */
const stored = (): Theme | undefined => {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'dark' || value === 'light' ? value : undefined;
  } catch {
    return undefined;
  }
};

let chosen = stored();

export const theme = (): Theme => chosen ?? (darkSystem.matches ? 'dark' : 'light');

export const applyTheme = (): void => {
  const { classList } = document.documentElement;
  classList.toggle('wa-dark', theme() === 'dark');
  classList.toggle('wa-light', theme() === 'light');
  for (const listener of listeners) listener();
};

export const chooseTheme = (next: Theme): void => {
  chosen = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Kept for this page all the same.
  }
  applyTheme();
};

/** @returns how to stop listening */
export const onThemeChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

darkSystem.addEventListener('change', applyTheme);
