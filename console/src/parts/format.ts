// Times, lengths and sizes in an operator's words; times are the browser's own zone's.

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const count = new Intl.NumberFormat();

const steps = [
  { unit: 'second', ms: 1_000, upTo: 60_000 },
  { unit: 'minute', ms: 60_000, upTo: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, upTo: 86_400_000 },
  { unit: 'day', ms: 86_400_000, upTo: Number.POSITIVE_INFINITY },
] as const;

export const exactTime = (at: string): string => exact.format(new Date(at));
export const timeOfDay = (at: string): string => clockTime.format(new Date(at));
export const dayOf = (at: string): string => day.format(new Date(at));
/** @param date of a UTC day, `2026-11-21` */
export const shortDayOf = (date: string): string => shortDay.format(new Date(`${date}T00:00:00Z`));
export const countOf = (value: number): string => count.format(value);

/** "4 min ago", "in 2 hr." */
export const relativeTime = (at: string, nowMs: number): string => {
  const differenceMs = Date.parse(at) - nowMs;
  const step = steps.find(({ upTo }) => Math.abs(differenceMs) < upTo) ?? steps[3];
  return relative.format(Math.round(differenceMs / step.ms), step.unit);
};

/** A call's length: `2:05`, `1:02:05`. */
export const audioLength = (seconds: number): string => {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
};

/** How long something took: `35 ms`, `2.1 s`, `4 min 3 s`. */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

export const bytes = (size: number): string => {
  if (size < 1_024) return `${size} B`;
  if (size < 1_048_576) return `${(size / 1_024).toFixed(0)} KB`;
  return `${(size / 1_048_576).toFixed(1)} MB`;
};

export const percent = (ratio: number): string =>
  `${(ratio * 100).toFixed(ratio > 0 && ratio < 0.1 ? 1 : 0)} %`;

export const plural = (number: number, one: string, many = `${one}s`): string =>
  `${countOf(number)} ${number === 1 ? one : many}`;

/** Of an imported key it ends in dots already. */
export const keyBeginning = (prefix: string): string => (prefix.endsWith('…') ? prefix : `${prefix}…`);

/** Its label; one without is told by how it begins. */
export const nameOfKey = ({ label, prefix }: { readonly label: string; readonly prefix: string }): string =>
  label || prefix;
