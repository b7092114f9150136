// A result stands on its recording → its owed deliveries stand in the ledger, each with a hint.

import { jsonLogUrl } from '../domain/json-log-name.ts';
import type { Clock } from '../domain/randomness.ts';
import type { Recording } from '../domain/recording.ts';
import { isTerminal } from '../domain/recording.ts';
import { advance } from '../domain/transitions.ts';
import type { Deliveries, Hints, Recordings, Sources } from './ports.ts';

export interface AnnounceDeps {
  readonly recordings: Pick<Recordings, 'save'>;
  readonly deliveries: Pick<Deliveries, 'create'>;
  readonly sources: Sources;
  readonly hints: Pick<Hints, 'delivery'>;
  readonly clock: Clock;
  readonly publicBaseUrl: string;
}

/** Repeating it is harmless: a delivery's id is the same whoever makes it. Returns the recording as it stands then. */
export const announceDeliveries = async (deps: AnnounceDeps, recording: Recording): Promise<Recording> => {
  const owed = recording.deliveries.filter((delivery) => !delivery.isAnnounced);
  if (owed.length === 0) return recording;
  const source = await deps.sources.get(recording.account, recording.source);
  const nowMs = deps.clock.now();
  for (const { id, jsonLogName } of owed) {
    const { id: recordingId, account, audioId } = recording;
    await deps.deliveries.create({
      id,
      recordingId,
      account,
      source: recording.source,
      audioId,
      url: source?.forwardUrl ?? '',
      jsonUrl: jsonLogUrl(deps.publicBaseUrl, jsonLogName),
      status: 'pending',
      ver: 1,
      dueAt: nowMs,
      createdAt: new Date(nowMs).toISOString(),
      attempts: [],
      attemptCount: 0,
    });
    await deps.hints.delivery({ id, source: recording.source });
  }
  const deliveries = recording.deliveries.map((delivery) => ({ ...delivery, isAnnounced: true }));
  const dueAt = isTerminal(recording.state) ? undefined : recording.dueAt;
  const announced = advance(recording, 'announce', nowMs, { deliveries, dueAt });
  await deps.recordings.save(announced);
  return announced;
};
