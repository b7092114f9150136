// The last part of a chaos run: the stack is stopped in good order, started once more in peace, and all is written down.
import type { Evidence } from './evidence.ts';
import { findMisread } from './find-misread.ts';
import { logFiles, processesOf, secretsIn, temporaryFiles } from './leftovers.ts';
import type { Load } from './put-load.ts';
import { type Scene, troubledSource } from './scene.ts';
import { readForgotten, readKeys, readRows, type StoredRows } from './stored-rows.ts';

/** Long enough to be nobody else's words. */
const minPhraseLength = 15;

/** Each line of each transcript, without its times. */
const phrasesOf = ({ recordings }: StoredRows): ReadonlySet<string> => {
  const lines = recordings.flatMap(({ outcome }) => outcome?.transcription?.split('\n') ?? []);
  const phrases = lines.map((line) => line.replace(/^\[[\d.-]+\] /, ''));
  return new Set(phrases.filter((phrase) => phrase.length >= minPhraseLength));
};

const secretsOf = ({ secrets, demoKeys }: Scene, rows: StoredRows): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(secrets),
    ...Object.entries(demoKeys).map(([source, key]) => [`key of ${source}`, key] as const),
    ...[...phrasesOf(rows)].map((phrase) => [`transcript "${phrase}"`, phrase] as const),
  ]);

export const collectEvidence = async (
  scene: Scene,
  { submitted, stackKills }: Load,
  problems: readonly string[],
): Promise<Evidence> => {
  const { stack, dataDirectory, observer, world, secrets, baseUrl, demoKeys } = scene;
  const unclean = await stack.stop();
  const temporary = await temporaryFiles(dataDirectory);
  const processes = await processesOf(dataDirectory);
  await stack.start(false);
  const rows = await readRows(dataDirectory);
  observer.note(rows);
  const reading = { accepted: submitted.accepted, recordings: rows.recordings, baseUrl, keys: demoKeys };
  const misread = await findMisread(reading);
  const keys = await readKeys(dataDirectory);
  const forgotten = await readForgotten(dataDirectory);
  const uncleanAgain = await stack.stop();
  const stops = [unclean, uncleanAgain].flatMap((how) => (how === undefined ? [] : [`a stop ${how}`]));
  const files = [...(await logFiles(dataDirectory)), scene.errorFile];
  return {
    ...{ submitted, rows, keys, forgotten, misread, processes, stackKills },
    changed: observer.changed,
    uploads: world.vendor.requests(),
    received: { PBXdemo: world.receivers.PBXdemo.received(), CCDdemo: world.receivers.CCDdemo.received() },
    signingSecret: secrets.signingSecret,
    signedSource: troubledSource,
    secretsInLogs: await secretsIn(files, secretsOf(scene, rows)),
    temporaryFiles: temporary,
    problems: [...problems, ...stops, ...stack.crashes],
    functionKills: stack.functionKills,
    elapsedSeconds: (Date.now() - scene.startedAt) / 1000,
  };
};
