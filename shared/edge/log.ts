// One structured log line per event, through Powertools; an error's cause goes here and nowhere else.
import { Logger } from '@aws-lambda-powertools/logger';
import type { LogAttributes } from '@aws-lambda-powertools/logger/types';

const logger = new Logger({ serviceName: 'voxgate' });

const describe = (error: unknown): unknown => {
  if (!(error instanceof Error)) return typeof error === 'object' ? 'not an Error' : String(error);
  const { name, message, stack } = error;
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return {
    name,
    message,
    at: stack
      ?.split('\n')
      .slice(1, 4)
      .map((line) => line.trim()),
    ...cause,
  };
};

const written = (fields: Readonly<Record<string, unknown>>): LogAttributes =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]),
  ) as LogAttributes;

export const log = {
  info: (message: string, fields: Readonly<Record<string, unknown>>): void =>
    logger.info(message, written(fields)),
  warn: (message: string, fields: Readonly<Record<string, unknown>>): void =>
    logger.warn(message, written(fields)),
  error: (message: string, fields: Readonly<Record<string, unknown>>): void =>
    logger.error(message, written(fields)),
};
