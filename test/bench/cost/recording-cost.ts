// What recordings cost: the operations that were counted, times the price list, by term. Pure.
import type { FunctionContract } from '../../../shared/contract.ts';
import type { CountedPath, PriceList } from './facts.ts';

export interface Term {
  readonly name: string;
  readonly dollars: number;
}

/** How one recording goes; all times in seconds. */
export interface Journey {
  readonly name: string;
  readonly counted: CountedPath;
  /** How long each function runs, waiting included. A function that is not named does not run. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Reads of submit's while its caller waits, beyond the one that brings the outcome. */
  readonly waitingReads: number;
}

type Prices = PriceList['prices'];

const gb = 1e9;
const recordings = 1000;
/** Lambda's START, END and REPORT lines of one invocation, and the API's line of one request: roughly, they are not ours. */
const platformLogBytes = { invocation: 350, request: 300 };
/** The disk every function has at no cost. */
const freeDiskMb = 512;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const contractOf = (catalog: readonly FunctionContract[], name: string): FunctionContract => {
  const found = catalog.find((contract) => contract.name === name);
  if (!found) throw new Error(`no function ${name} in the catalog`);
  return found;
};

const computeDollars = (contract: FunctionContract, seconds: number, prices: Prices): number => {
  const disk = Math.max(0, (contract.temporaryDiskMb ?? freeDiskMb) - freeDiskMb) / 1024;
  const memory = contract.memoryMb / 1024;
  return seconds * (memory * prices.lambdaGbSecond.dollars + disk * prices.lambdaDiskGbSecond.dollars);
};

/** Sent by us; received and deleted by Lambda's pollers on our account. Each carries a message group. */
const queueRequests = ({ operations }: CountedPath): number =>
  operations.filter(({ name }) => name.startsWith('SendMessage')).length * 3;

/** Dollars for a thousand such recordings. */
export const costByTerm = (
  journey: Journey,
  catalog: readonly FunctionContract[],
  { prices }: PriceList,
): readonly Term[] => {
  const { counted, seconds, waitingReads } = journey;
  const { operations, logBytes } = counted;
  const functions = Object.keys(seconds).map((name) => contractOf(catalog, name));
  const compute = (name: string): number =>
    computeDollars(contractOf(catalog, name), seconds[name] ?? 0, prices);
  const requests = functions.filter(({ trigger }) => trigger.kind === 'http').length;
  const puts = operations.filter(({ name }) => name.startsWith('PutObject'));
  const wavBytes = sum(
    puts.filter(({ name }) => name.endsWith(' WAV')).map(({ objectBytes }) => objectBytes),
  );
  const logged =
    sum(Object.values(logBytes)) +
    functions.length * platformLogBytes.invocation +
    requests * platformLogBytes.request;
  const terms: readonly Term[] = [
    { name: 'audio to the vendor', dollars: (wavBytes / gb) * prices.dataOutGb.dollars },
    { name: 'Lambda: submit, its caller waits', dollars: compute('SubmitRecording') },
    { name: 'Lambda: transcode, the vendor answers', dollars: compute('Transcode') },
    {
      name: 'Lambda: webhook, deliver',
      dollars: sum(['ReceiveWebhook', 'Deliver'].map(compute)),
    },
    { name: 'Lambda: requests', dollars: functions.length * prices.lambdaRequest.dollars },
    {
      name: 'DynamoDB: writes',
      dollars: sum(operations.map(({ writeUnits }) => writeUnits)) * prices.dynamodbWriteUnit.dollars,
    },
    {
      name: 'DynamoDB: reads',
      dollars:
        (sum(operations.map(({ readUnits }) => readUnits)) + waitingReads) * prices.dynamodbReadUnit.dollars,
    },
    { name: 'S3: puts', dollars: puts.length * prices.s3Put.dollars },
    {
      name: 'SQS',
      dollars: queueRequests(counted) * (prices.sqsRequest.dollars + prices.sqsFairRequest.dollars),
    },
    { name: 'HTTP API', dollars: requests * prices.httpApiRequest.dollars },
    { name: 'answers', dollars: (counted.answerBytes / gb) * prices.dataOutGb.dollars },
    { name: 'logs', dollars: (logged / gb) * prices.logsGb.dollars },
  ];
  return terms.map(({ name, dollars }) => ({ name, dollars: dollars * recordings }));
};

export const total = (terms: readonly Term[]): number => sum(terms.map(({ dollars }) => dollars));

/** Dollars a month for a thousand recordings that are kept; the item counts with what its last write billed. */
export const storagePerMonth = ({ operations }: CountedPath, { prices }: PriceList): number => {
  const objects = sum(operations.map(({ objectBytes }) => objectBytes));
  const items = Math.max(...operations.map(({ writeUnits }) => writeUnits)) * 1024;
  const table = prices.dynamodbGbMonth.dollars + prices.dynamodbBackupGbMonth.dollars;
  return (recordings / gb) * (objects * prices.s3GbMonth.dollars + items * table);
};
