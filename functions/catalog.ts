// Every contract once: infra builds from it, tests iterate over it.
import type { FunctionContract } from '../shared/contract.ts';
import { contract as manageDeliveries } from './admin/manage-deliveries/contract.ts';
import { contract as manageKeys } from './admin/manage-keys/contract.ts';
import { contract as manageRecordings } from './admin/manage-recordings/contract.ts';
import { contract as manageSession } from './admin/manage-session/contract.ts';
import { contract as manageSources } from './admin/manage-sources/contract.ts';
import { contract as manageVendor } from './admin/manage-vendor/contract.ts';
import { contract as readAudit } from './admin/read-audit/contract.ts';
import { contract as readStatistics } from './admin/read-statistics/contract.ts';
import { contract as servePanel } from './admin/serve-panel/contract.ts';
import { contract as readJsonLog } from './gateway/read-json-log/contract.ts';
import { contract as receiveWebhook } from './gateway/receive-webhook/contract.ts';
import { contract as submitRecording } from './gateway/submit-recording/contract.ts';
import { contract as readRecording } from './native/read-recording/contract.ts';
import { contract as deliver } from './pipeline/deliver/contract.ts';
import { contract as sweep } from './pipeline/sweep/contract.ts';
import { contract as transcode } from './pipeline/transcode/contract.ts';

/** In the order a recording meets them. */
export const catalog = [
  submitRecording,
  transcode,
  receiveWebhook,
  deliver,
  sweep,
  readJsonLog,
  readRecording,
  manageRecordings,
  manageDeliveries,
  manageKeys,
  manageSources,
  manageVendor,
  readStatistics,
  readAudit,
  manageSession,
  servePanel,
] as const satisfies readonly FunctionContract[];
