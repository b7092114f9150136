// A fortnight of made-up calls for a stack that has none: so that the admin panel shows at once what it is for.
import { S3Client } from '@aws-sdk/client-s3';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import { defaultAccount, firstSources } from '../../../shared/domain/source.ts';
import { type Tally, tallyOfDelivery, tallyOfEnd } from '../../../shared/domain/statistics.ts';
import { localRegion } from '../engine/template/identity.ts';
import { localAccountsTable, localDocuments } from '../local-accounts.ts';
import type { LocalStack } from '../local-stack.ts';
import { type Random, seededRandom } from '../outside/speech/seeded-random.ts';
import { demoAudio } from './demo-audio.ts';
import { type DemoCall, demoCall, type Fate } from './demo-call.ts';

const days = 14;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Most calls go well; what goes wrong is what an operator opens the panel for. */
const fates: readonly Fate[] = [
  ...Array.from({ length: 12 }, () => 'delivered' as const),
  ...(['refused', 'download-failed', 'undelivered'] as const),
];

const seeded = (random: Random): Randomness => ({
  fraction: random,
  token: (length) =>
    Array.from({ length }, () => '0123456789abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 36)]).join(''),
});

/** Office hours of each day, the last one until an hour ago; newest last. */
const callTimes = (nowMs: number, random: Random): readonly number[] => {
  const midnight = Math.floor(nowMs / dayMs) * dayMs;
  const times = Array.from({ length: days }, (_, index) => midnight - (days - 1 - index) * dayMs).flatMap(
    (day) =>
      Array.from({ length: 3 + Math.floor(random() * 4) }, () =>
        Math.floor(day + (8 + random() * 10) * hourMs),
      ),
  );
  const recent = [3, 2, 1].map((hours) => nowMs - hours * hourMs);
  return [...times.filter((ms) => ms < nowMs - hourMs), ...recent].sort((a, b) => a - b);
};

const resourceName = ({ engine }: LocalStack, construct: string, type: RegExp): string => {
  const found = [...engine.resources].find(([id, one]) => id.startsWith(construct) && type.test(one.type));
  if (!found) throw new Error(`the template has no ${construct}`);
  return found[1].name;
};

const stores = (stack: LocalStack) => {
  const { endpoints } = stack.engine;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ endpoint: endpoints.s3, region: localRegion, credentials });
  const client = localDocuments(endpoints.dynamodb);
  const tableName = resourceName(stack, 'Recordings', /^AWS::DynamoDB::/);
  const bucket = (construct: string) =>
    new ObjectBucket(s3, resourceName(stack, construct, /^AWS::S3::Bucket$/));
  return {
    table: new RecordingsTable(client, tableName),
    statistics: new StatisticsTable(client, tableName),
    accounts: localAccountsTable(endpoints.dynamodb, stack.accountsTable),
    ...{ audio: bucket('Audio'), results: bucket('Results') },
  };
};

/** @returns how many calls were made up */
export const writeDemoHistory = async (stack: LocalStack, nowMs: number): Promise<number> => {
  const { table, statistics, accounts, audio, results } = stores(stack);
  const random = seededRandom(4430);
  const sounds = [demoAudio(12, 4430), demoAudio(9, 4431), demoAudio(21, 4433)] as const;
  const sources = await Promise.all(firstSources.map(({ name }) => accounts.getSource(defaultAccount, name)));
  const times = callTimes(nowMs, random);
  const write = async (call: DemoCall, wav: Uint8Array): Promise<void> => {
    const { recording, ended, deliveries, log, hasAudio } = call;
    if (hasAudio && recording.wavKey) await audio.put(recording.wavKey, wav, 'audio/wav');
    if (log) await results.jsonLogs.put(log.name, log.body);
    for (const delivery of deliveries) await table.deliveries.create(delivery);
    if (!(await table.recordings.create(recording))) return;
    const tallies: (Tally | undefined)[] = [tallyOfEnd(ended), ...deliveries.map(tallyOfDelivery)];
    for (const tally of tallies) if (tally) await statistics.add(tally);
  };
  for (const [index, atMs] of times.entries()) {
    const source = sources[Math.floor(random() ** 2 * sources.length)];
    const sound = sounds[index % sounds.length] ?? sounds[0];
    const isLast = index === times.length - 1;
    const fate = isLast ? 'waiting' : (fates[Math.floor(random() * fates.length)] ?? 'delivered');
    if (!source) continue;
    const call = demoCall({
      ...{ audioId: `demo-${1000 + index}`, source, audio: sound, fate, atMs, nowMs, random: seeded(random) },
      voicefileUrl: stack.recordings.urlOf('call-4430.wav'),
      publicBaseUrl: stack.engine.baseUrl,
    });
    await write(call, sound.wav);
  }
  return times.length;
};
