// What lists of recordings and deliveries may be asked for: each way has an index of its own, so that none reads past what it shows.

/** By source and by status within a time; by the beginning of an audioID over all times. */
export type Listing =
  | { readonly by: 'time' }
  | { readonly by: 'source'; readonly source: string }
  | { readonly by: 'status'; readonly status: string }
  | { readonly by: 'audioId'; readonly prefix: string };

export interface ListRequest {
  readonly account: string;
  readonly listing: Listing;
  /** RFC 3339 UTC with milliseconds, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string | undefined;
}

/** What is listed, newest first; by audioID in its order. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins. */
  readonly next?: string | undefined;
}
