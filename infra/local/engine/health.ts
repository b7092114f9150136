// The engine's answer to GET /health: asks every part whether it is up.
import type { Services } from './services/services.ts';
import type { NamedPump } from './triggers/queue-pumps.ts';

export interface Health {
  readonly status: 'ok' | 'failing';
  /** By part: `ok`, or what is wrong with it. */
  readonly parts: Readonly<Record<string, string>>;
}

const pingTimeoutMs = 2000;

/** Never rejects. The front door itself is up, or nobody could ask. */
export async function checkHealth(services: Services, pumps: readonly NamedPump[]): Promise<Health> {
  const pinged = Object.entries(services.pings).map(async ([part, ping]) => {
    try {
      await ping(AbortSignal.timeout(pingTimeoutMs));
      return [part, 'ok'] as const;
    } catch (error) {
      return [part, String(error)] as const;
    }
  });
  const parts = Object.fromEntries([
    ['http', 'ok'],
    ...(await Promise.all(pinged)),
    ...pumps.map(({ name, pump }) => [`pump:${name}`, pump.state()] as const),
  ]);
  return { status: Object.values(parts).every((state) => state === 'ok') ? 'ok' : 'failing', parts };
}
