// What a function promises: data that infra wires, the door enforces and tests iterate over.
import type * as z from 'zod/mini';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpTrigger {
  readonly kind: 'http';
  /** API Gateway path, `{name}` for a parameter. */
  readonly path: string;
  /** What the door lets through; anything else on this path is our own 405. */
  readonly methods: readonly HttpMethod[];
  /** Browsers may call it from any page: `*`, never with credentials. */
  readonly isCrossOrigin: boolean;
  /** Of an admin route: what the audit calls each method that changes something. */
  readonly changes?: Readonly<Partial<Record<HttpMethod, string>>>;
}

/** A path with several operations behind one function: the admin API's resources. */
export interface HttpTriggers {
  readonly kind: 'http-group';
  readonly routes: readonly HttpTrigger[];
}

export interface QueueTrigger {
  readonly kind: 'queue';
  readonly queue: QueueName;
  readonly batchSize: number;
  /** How many invocations at once at most: the brake on what a flood can cost. */
  readonly maxConcurrency: number;
}

export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly everyMinutes: number;
}

export type QueueName = 'transcode' | 'deliver';

/** Who may pass: nobody is asked, the vendor proves itself, a key with this scope is needed, or AWS itself calls. */
export type Auth = 'open' | 'vendor' | 'submit-key' | 'read-key' | 'admin-key' | 'aws';

export type EnvSchema = Readonly<Record<string, z.ZodMiniType>>;

export interface FunctionContract {
  /** PascalCase noun: the construct's id, kept stable. */
  readonly name: string;
  /** The folder under functions/ that holds handler.ts. */
  readonly folder: string;
  /** One sentence for people: docs and the Lambda console show it. */
  readonly summary: string;
  readonly trigger: HttpTrigger | HttpTriggers | QueueTrigger | ScheduleTrigger;
  readonly auth: Auth;
  readonly env: EnvSchema;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Size of /tmp. @default 512 */
  readonly temporaryDiskMb?: number;
  /** Instances kept for this function alone, and the most it may have. Without it: the account's pool. */
  readonly reservedConcurrency?: number;
  readonly layers?: readonly 'sox'[];
  /** Bodies that may leave, by HTTP status. */
  readonly responses?: Readonly<Record<number, z.ZodMiniType>>;
}
