// What all parts of a chaos run share.
import type { Observer } from './observer.ts';
import type { StackProcess } from './stack-process.ts';
import type { SourceName, World } from './world.ts';

export interface ChaosOptions {
  readonly recordings: number;
  /** How often the whole stack is killed and started again while recordings are submitted. */
  readonly restarts: number;
  readonly seed: number;
  readonly callers: number;
  /** Leaves the directory behind, and says where it is. @default false */
  readonly keep?: boolean;
  readonly log: (line: string) => void;
}

/** What must never be logged. */
export interface Secrets {
  readonly adminKey: string;
  readonly vendorToken: string;
  readonly signingSecret: string;
  /** In the query of every voicefileURL. */
  readonly canary: string;
}

export interface Scene {
  readonly options: ChaosOptions;
  readonly startedAt: number;
  readonly baseUrl: string;
  readonly dataDirectory: string;
  /** What the stack writes to stderr. */
  readonly errorFile: string;
  readonly secrets: Secrets;
  /** By source. */
  readonly demoKeys: Readonly<Record<string, string>>;
  readonly world: World;
  readonly stack: StackProcess;
  readonly observer: Observer;
}

/** The source whose deliveries are signed, and whose server is down for the first half. */
export const troubledSource: SourceName = 'CCDdemo';
