// Beneath the tests of outgoing HTTP: each has hostile servers of its own, and leaves no connection behind.
import { afterEach, beforeEach, expect } from 'vitest';
import { createAddressPolicy } from '../../shared/domain/address-policy.ts';
import { guardedRequest } from '../../shared/outside/guarded-http.ts';
import type { HopRequest } from '../../shared/outside/hop-request.ts';
import {
  type Behaviour,
  type DialWatch,
  type HostileServer,
  type HostileServerProps,
  startHostileServer,
  watchDials,
} from '../support/hostile-server.ts';

/** Where the tests' own servers are, and nowhere else. */
export const loopbackPolicy = createAddressPolicy({ allowCidrs: ['127.0.0.0/8'], environment: 'local' });

/** One request to what that policy allows. */
export function hop(request: Partial<HopRequest> & { url: string }) {
  return guardedRequest({
    method: 'GET',
    policy: loopbackPolicy,
    signal: new AbortController().signal,
    ...request,
  });
}

interface WatchedServers {
  /** Its server lives as long as the test. */
  serve(
    behaviours: Readonly<Record<string, Behaviour>>,
    props?: Omit<HostileServerProps, 'behaviours'>,
  ): Promise<HostileServer>;
  /** Of this test alone. */
  readonly dials: Pick<DialWatch, 'count' | 'openCount'>;
}

/** For the top of a file: watches each of its tests, and fails one whose calls left a connection open. */
export function watchedServers(): WatchedServers {
  const servers: HostileServer[] = [];
  let dials: DialWatch;
  beforeEach(() => {
    dials = watchDials();
  });
  afterEach(async () => {
    dials.stop();
    // A call has closed its connection by the time it is over, whatever became of it.
    const openCount = dials.openCount();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    expect(openCount).toBe(0);
  });
  return {
    async serve(behaviours, props) {
      const server = await startHostileServer({ behaviours, ...props });
      servers.push(server);
      return server;
    },
    dials: { count: () => dials.count(), openCount: () => dials.openCount() },
  };
}
