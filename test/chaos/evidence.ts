// All that is known after a chaos run, before it is judged.
import type { Delivery as Received } from '../../infra/local/outside/receiver/delivery.ts';
import type { VendorRequest } from '../../infra/local/outside/vendor/request-log.ts';
import type { Submitted } from './callers.ts';
import type { StoredRows } from './stored-rows.ts';
import type { SourceName } from './world.ts';

export interface Evidence {
  readonly submitted: Submitted;
  readonly rows: StoredRows;
  /** Keys in both buckets. */
  readonly keys: readonly string[];
  /** Due, but not in the sweeper's index. */
  readonly forgotten: readonly string[];
  /** Results that were another at a later look. */
  readonly changed: readonly string[];
  /** The status URL's answers that differ from the stored result, and callers who were told another one. */
  readonly misread: readonly string[];
  readonly uploads: readonly VendorRequest[];
  readonly received: Readonly<Record<SourceName, readonly Received[]>>;
  /** Of the source that signs. */
  readonly signingSecret: string;
  readonly signedSource: SourceName;
  readonly secretsInLogs: readonly string[];
  readonly temporaryFiles: readonly string[];
  /** Undefined where the system does not tell. */
  readonly processes: readonly string[] | undefined;
  /** What the harness itself could not bring to an end. */
  readonly problems: readonly string[];
  readonly functionKills: number;
  readonly stackKills: number;
  readonly elapsedSeconds: number;
}
