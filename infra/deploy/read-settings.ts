// Second step of a deployment: the stage's settings, or a sentence that says how to mend them.
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadStage, type Stage } from '../stage.ts';
import { bad, type Check, good, warning } from './check.ts';

export const exampleName = 'example';
const stagesDirectory = new URL('../stages/', import.meta.url);

/** What belongs where, for the settings that people get wrong. */
const fixes: Readonly<Record<string, string>> = {
  name: "leave it out: the file's name is the stage's, lower case letters, digits and hyphens, 20 at most",
  callmetrik:
    'an object with your vendor\'s "baseUrl" and "userId"; its token is put into a secret afterwards',
  'callmetrik.baseUrl': 'the address that your vendor gave you, "https://…" without a slash at its end',
  'callmetrik.userId': 'the user id that your vendor gave you',
  webhookAuth: '"token", "header:x-name" or "hmac:x-name", as your vendor proves its webhooks',
  publicBaseUrl: 'the address that callers use, "https://…" without a slash at its end; or leave it out',
  architecture: '"arm64" or "x86_64"; left out, arm64',
  logRetentionDays: '7, 14, 30, 90 or 365',
  alarmEmail: 'an e-mail address that somebody reads; or leave it out and subscribe to the topic yourself',
};

const withFixes = (message: string): string => {
  const paths = new Set([...message.matchAll(/→ at (\S+)/g)].map(([, path = '']) => path));
  const lines = [...paths].flatMap((path) => (fixes[path] ? [`  ${path} must be ${fixes[path]}`] : []));
  return [message, ...lines, '  Every setting is explained in docs/deploy.md'].join('\n');
};

const stagesIn = (directory: URL): readonly string[] =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/** @throws Error that says what to do about each thing that is wrong */
export const readSettings = (name: string, folder?: string): Stage => {
  const directory = folder === undefined ? stagesDirectory : pathToFileURL(`${folder}/`);
  const file = `infra/stages/${name}.json`;
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    throw new Error(`"${name}" cannot be a stage: ${fixes.name?.replace('leave it out: ', '')}`);
  }
  if (!existsSync(new URL(`${name}.json`, directory))) {
    const there = stagesIn(directory).join(', ');
    const copy = `cp infra/stages/${exampleName}.json ${file}`;
    throw new Error(`There is no ${file} (there are: ${there}). Make it, and put your vendor in: ${copy}`);
  }
  try {
    return loadStage(name, directory);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof SyntaxError) throw new Error(`${file} is no JSON: ${message}`);
    throw new Error(`${file} is not right.\n${withFixes(message)}`);
  }
};

/** Names that never belong to anybody: https://www.rfc-editor.org/rfc/rfc2606 */
const isReservedHost = (host: string): boolean =>
  /(^|\.)(example|invalid|test|localhost|example\.(com|net|org))$/.test(host);
const isReservedName = (url: string): boolean => isReservedHost(new URL(url).hostname);

/** The settings that are still the example's: a deployment with them could only fail later, at the first recording. */
export const findPlaceholders = (stage: Stage): readonly string[] => {
  const example = loadStage(exampleName).callmetrik;
  const { baseUrl, userId } = stage.callmetrik;
  const publicBaseUrl = stage.domain ? `https://${stage.domain.name}` : stage.publicBaseUrl;
  const { alarmEmail } = stage;
  return [
    ...(baseUrl === example.baseUrl || isReservedName(baseUrl) ? [`callmetrik.baseUrl "${baseUrl}"`] : []),
    ...(userId === example.userId ? [`callmetrik.userId "${userId}"`] : []),
    ...(publicBaseUrl && isReservedName(publicBaseUrl) ? [`the public address "${publicBaseUrl}"`] : []),
    ...(alarmEmail && isReservedHost(alarmEmail.split('@')[1] ?? '') ? [`alarmEmail "${alarmEmail}"`] : []),
  ];
};

/** What may be deployed as it is, and would be missed one day. */
export const adviseOn = ({ runbookUrl }: Stage): readonly Check[] => {
  const link = URL.parse(runbookUrl);
  if (link && /^https?:$/.test(link.protocol) && !isReservedHost(link.hostname)) return [];
  return [
    warning(
      `runbookUrl is "${runbookUrl}": the links in alarm mails lead nowhere. Set it to where your people read docs/runbook.md, "https://…"`,
    ),
  ];
};

export const checkSettings = (stage: Stage): Check => {
  const placeholders = findPlaceholders(stage);
  const { callmetrik, architecture, webhookAuth } = stage;
  if (placeholders.length === 0) {
    return good(`settings: ${callmetrik.baseUrl}, webhooks by ${webhookAuth}, ${architecture}`);
  }
  const what = `still an example's: ${placeholders.join(', ')}`;
  // The example itself may be rehearsed, to see all the rest; deployed it is never.
  if (stage.name === exampleName) return good(`settings: ${what}. Fit for a rehearsal alone`);
  return bad(`settings: ${what}. Put in your own: this is not deployed`);
};
