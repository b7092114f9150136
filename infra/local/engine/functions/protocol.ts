// What the engine and a worker say to each other over the IPC channel. Events and answers travel as encoded JSON.

/** As Lambda reports a failure to whoever invoked. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export interface ToWorker {
  readonly requestId: string;
  readonly event: string;
  readonly functionArn: string;
  /** Epoch milliseconds at which the time limit ends. */
  readonly deadline: number;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly error: FunctionError }
  | { readonly kind: 'done'; readonly answer: string }
  | { readonly kind: 'failed'; readonly error: FunctionError };
