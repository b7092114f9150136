// What every embedded service looks like to the engine.

export interface Service {
  /** `http://127.0.0.1:<port>`, never `localhost`: with a name the SDK leaves path style. */
  readonly endpoint: string;
  /** @throws Error when the service does not answer. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
