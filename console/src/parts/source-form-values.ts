// A source as its form holds it, and what of that is sent: secrets are never read back, so what is not re-entered is not sent.
import type { Source, SourceChange } from '../api/client.ts';
import type { SecretMode } from './secret-input.tsx';

interface SecretField {
  readonly mode: SecretMode;
  readonly text: string;
}

export interface SourceForm {
  readonly name: string;
  readonly vendorSource: string;
  readonly forwardUrl: string;
  readonly forward: 'webhook' | 'always';
  readonly headers: SecretField;
  readonly secret: SecretField;
  readonly language: string;
  readonly retentionDays: string;
  readonly isActive: boolean;
}

const untouched: SecretField = { mode: 'keep', text: '' };

export const formOf = (source?: Source): SourceForm => ({
  name: source?.name ?? '',
  vendorSource: source?.vendorSource ?? '',
  forwardUrl: source?.forwardUrl ?? '',
  forward: source?.forward ?? 'webhook',
  headers: untouched,
  secret: untouched,
  language: source?.language ?? '',
  retentionDays: source?.retentionDays?.toString() ?? '',
  isActive: source?.active ?? true,
});

/** One `Name: value` a line. @throws Error that names the line */
const parseHeaders = (text: string): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon < 1 || name === '') throw new Error(`A header must read Name: value, not ${line.trim()}`);
    headers[name] = line.slice(colon + 1).trim();
  }
  return headers;
};

const headersOf = ({ mode, text }: SecretField): Pick<SourceChange, 'forwardHeaders'> => {
  if (mode === 'keep') return {};
  return { forwardHeaders: mode === 'remove' ? {} : parseHeaders(text) };
};

const secretOf = ({ mode, text }: SecretField): Pick<SourceChange, 'signingSecret'> => {
  if (mode === 'keep') return {};
  return { signingSecret: mode === 'remove' ? null : text.trim() };
};

/** @throws Error where the headers cannot be read */
export const changeOf = (form: SourceForm): SourceChange => ({
  vendorSource: form.vendorSource.trim(),
  forwardUrl: form.forwardUrl.trim() || null,
  forward: form.forward,
  language: form.language.trim() || null,
  retentionDays: form.retentionDays === '' ? null : Number(form.retentionDays),
  active: form.isActive,
  ...headersOf(form.headers),
  ...secretOf(form.secret),
});

const secretBytes = 32;

/** As Standard Webhooks has it: `whsec_` and base64. */
export const newSigningSecret = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
};
