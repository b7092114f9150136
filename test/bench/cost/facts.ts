// The two files the cost model computes from, checked: prices with their date, and what the bench counted.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const price = z.strictObject({
  dollars: z.number().positive(),
  unit: z.string(),
  source: z.url(),
  /** Where else it was found; `null`: nowhere, it is from memory. */
  verified: z.string().nullable(),
});

const priceListSchema = z.strictObject({
  region: z.string(),
  date: z.iso.date(),
  note: z.string(),
  prices: z.strictObject({
    ...{
      dynamodbWriteUnit: price,
      dynamodbReadUnit: price,
      dynamodbGbMonth: price,
      dynamodbBackupGbMonth: price,
    },
    ...{ s3Put: price, s3GbMonth: price, sqsRequest: price, sqsFairRequest: price },
    ...{ lambdaRequest: price, lambdaGbSecond: price, lambdaDiskGbSecond: price },
    ...{ httpApiRequest: price, dataOutGb: price, logsGb: price },
    ...{ alarmMonth: price, compositeAlarmMonth: price, dashboardMonth: price, metricMonth: price },
    ...{ kmsKeyMonth: price, secretMonth: price, natHour: price, natGb: price },
  }),
});

const operationSchema = z.strictObject({
  function: z.string(),
  name: z.string(),
  readUnits: z.number(),
  writeUnits: z.number(),
  objectBytes: z.number(),
});

const countedSchema = z.strictObject({
  operations: z.array(operationSchema),
  logBytes: z.record(z.string(), z.number()),
  answerBytes: z.number(),
});

const operationsSchema = z.strictObject({
  /** When the bench counted them. */
  date: z.iso.date(),
  recordingMinutes: z.number(),
  paths: z.strictObject({ answered: countedSchema, 'called back': countedSchema }),
  sweep: countedSchema,
});

export type PriceList = z.output<typeof priceListSchema>;
export type Operations = z.output<typeof operationsSchema>;
export type Operation = z.output<typeof operationSchema>;
export type CountedPath = z.output<typeof countedSchema>;
export type PathName = keyof Operations['paths'];

const fileOf = (name: string): URL => new URL(name, import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(fileOf(name), 'utf8'));

export const readPrices = (): PriceList => priceListSchema.parse(read('prices.json'));
export const readOperations = (): Operations => operationsSchema.parse(read('operations.json'));

export const writeOperations = (operations: Operations): void => {
  writeFileSync(
    fileOf('operations.json'),
    `${JSON.stringify(operationsSchema.parse(operations), undefined, 2)}\n`,
  );
};
