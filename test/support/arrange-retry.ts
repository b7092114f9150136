// Recordings that have failed in each way there is, and the operator who has them tried again, on memory ports.
import {
  type RetryRecordingDeps,
  type RetryRecordingInput,
  retryRecording,
} from '../../functions/admin/manage-recordings/retry-recording.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { portsWith, receive, stored, submitDemo } from './arrange-flow.ts';
import type { MemoryPorts } from './memory-ports.ts';
import { drainHints, passWithWork } from './run-flow.ts';
import { failureBody } from './webhook-bodies.ts';

const hour = 3600;

export const retryDemo = (
  ports: RetryRecordingDeps,
  { id }: Recording,
  changes: Partial<RetryRecordingInput> = {},
) => retryRecording(ports, { account: 'default', id, isForced: false, ...changes });

/** Ways to the end, each with what the vendor has seen of it and what is kept. */
const ends: Readonly<Record<string, (ports: MemoryPorts) => Promise<void>>> = {
  DOWNLOAD_FAILED: async (ports) => {
    ports.audio.script.next(() => {
      throw new VoxgateError('DOWNLOAD_FAILED', 'no');
    });
    await drainHints(ports);
  },
  CONVERSION_FAILED: async (ports) => {
    ports.audio.script.next(() => {
      throw new VoxgateError('CONVERSION_FAILED', 'no');
    });
    await drainHints(ports);
  },
  VENDOR_REJECTED: async (ports) => {
    ports.vendor.nextAnswers({ status: 400, body: {} });
    await drainHints(ports);
  },
  VENDOR_UNREACHABLE: async (ports) => {
    const { usually } = ports.vendor.script;
    ports.vendor.script.usually = () => ({ kind: 'unreachable', reason: 'down' });
    await passWithWork(ports, 12.5 * hour, 60);
    ports.vendor.script.usually = usually;
  },
  NO_RESULT: (ports) => passWithWork(ports, 24 * hour + 120, 60),
  NO_SPEECH_DETECTED: async (ports) => {
    await drainHints(ports);
    await receive(ports, failureBody('4430'));
    await drainHints(ports);
  },
};

/** Recording 4430, come to this end. @throws Error when it came to another */
export const ended = async (end: string) => {
  const ports = portsWith();
  const { recording } = await submitDemo(ports);
  await ends[end]?.(ports);
  const failed = stored(ports, recording);
  if (failed.failure?.code !== end) throw new Error(`it came to ${failed.state} ${failed.failure?.code}`);
  return { ports, failed };
};
