// Every call the panel makes, in one place: paths, schemas and types are the API's own.
import * as z from 'zod/mini';
import { deliveryView } from '../../../functions/admin/delivery-view.ts';
import {
  deliveriesPage,
  type redeliverBody,
  redeliveredView,
} from '../../../functions/admin/manage-deliveries/contract.ts';
import {
  createdKeyView,
  type createKeyBody,
  keysPage,
  keyView,
  type patchKeyBody,
} from '../../../functions/admin/manage-keys/contract.ts';
import {
  adminRecordingView,
  deletionView,
  type recordingLine,
  recordingsPage,
} from '../../../functions/admin/manage-recordings/contract.ts';
import { sessionView } from '../../../functions/admin/manage-session/contract.ts';
import {
  forwardTestView,
  type putSourceBody,
  sourcesPage,
  sourceView,
} from '../../../functions/admin/manage-sources/contract.ts';
import { sourceEtag } from '../../../functions/admin/manage-sources/source-version.ts';
import { vendorView } from '../../../functions/admin/manage-vendor/contract.ts';
import { auditPage, type auditView } from '../../../functions/admin/read-audit/contract.ts';
import { type statisticsLine, statisticsView } from '../../../functions/admin/read-statistics/contract.ts';
import {
  type recordingView,
  recordingView as shownRecording,
} from '../../../functions/native/recording-view.ts';
import { asApiError, lookUpSession, request } from './request.ts';
import { setSessionState, signedOut } from './session-store.ts';

export type ApiKey = z.output<typeof keyView>;
export type CreatedKey = z.output<typeof createdKeyView>;
export type Source = z.output<typeof sourceView>;
export type SourceChange = z.output<typeof putSourceBody>;
export type ForwardTest = z.output<typeof forwardTestView>;
export type RecordingLine = z.output<typeof recordingLine>;
export type Recording = z.output<typeof adminRecordingView>;
export type RecordingStatus = z.output<typeof recordingView>['status'];
export type Deletion = z.output<typeof deletionView>;
export type Delivery = z.output<typeof deliveryView>;
export type DeliveryStatus = Delivery['status'];
export type Statistics = z.output<typeof statisticsView>;
export type StatisticsLine = z.output<typeof statisticsLine>;
export type Vendor = z.output<typeof vendorView>;
export type AuditEntry = z.output<typeof auditView>;

export interface ListQuery {
  readonly audioSource?: string | undefined;
  readonly status?: string | undefined;
  readonly audioID?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: string | undefined;
}

type Signal = { readonly signal?: AbortSignal };

const nothing = z.undefined();
const at = (collection: string, id: string, rest = '') => `/${collection}/${encodeURIComponent(id)}${rest}`;

/** There is none, it is over, or its key is gone. */
const refusedSession = new Set([401, 403, 404]);

export const api = {
  session: {
    begin: async (): Promise<void> => {
      try {
        setSessionState({ kind: 'signed-in', session: await lookUpSession() });
      } catch (cause) {
        const isRefused = refusedSession.has(asApiError(cause).status);
        setSessionState(isRefused ? { kind: 'signed-out' } : { kind: 'unreachable', cause });
      }
    },
    open: async (key: string): Promise<void> => {
      const call = { method: 'POST', body: { key }, isSigningIn: true } as const;
      setSessionState({ kind: 'signed-in', session: await request(sessionView, '/session', call) });
    },
    /** @throws ApiError when there is none any more, and the page is told */
    check: ({ signal }: Signal = {}) => request(sessionView, '/session', signal ? { signal } : {}),
    end: async (): Promise<void> => {
      await request(nothing, '/session', { method: 'DELETE' }).catch((error: unknown) => {
        // It has ended already: that is what was asked for.
        if (asApiError(error).status !== 401) throw error;
      });
      signedOut();
    },
  },
  recordings: {
    list: (query: ListQuery, { signal }: Signal = {}) =>
      request(recordingsPage, '/recordings', { query: { ...query }, ...(signal && { signal }) }),
    get: (id: string, { signal }: Signal = {}) =>
      request(adminRecordingView, at('recordings', id), signal ? { signal } : {}),
    retry: (id: string, force: boolean) =>
      request(shownRecording, at('recordings', id, '/retry'), { method: 'POST', body: { force } }),
    remove: (id: string) => request(deletionView, at('recordings', id), { method: 'DELETE' }),
  },
  deliveries: {
    list: (query: ListQuery, { signal }: Signal = {}) =>
      request(deliveriesPage, '/deliveries', { query: { ...query }, ...(signal && { signal }) }),
    get: (id: string, { signal }: Signal = {}) =>
      request(deliveryView, at('deliveries', id), signal ? { signal } : {}),
    redeliver: (id: string) => request(deliveryView, at('deliveries', id, '/redeliver'), { method: 'POST' }),
    redeliverAll: (filter: z.input<typeof redeliverBody>) =>
      request(redeliveredView, '/deliveries/redeliver', { method: 'POST', body: filter }),
  },
  keys: {
    list: (query: ListQuery, { signal }: Signal = {}) =>
      request(keysPage, '/keys', { query: { ...query }, ...(signal && { signal }) }),
    create: (body: z.input<typeof createKeyBody>) =>
      request(createdKeyView, '/keys', { method: 'POST', body }),
    change: (id: string, body: z.input<typeof patchKeyBody>) =>
      request(keyView, at('keys', id), { method: 'PATCH', body }),
    rotate: (id: string, overlapSeconds: number) =>
      request(createdKeyView, at('keys', id, '/rotate'), { method: 'POST', body: { overlapSeconds } }),
    revoke: (id: string) => request(nothing, at('keys', id), { method: 'DELETE' }),
  },
  sources: {
    list: (query: ListQuery, { signal }: Signal = {}) =>
      request(sourcesPage, '/sources', { query: { ...query }, ...(signal && { signal }) }),
    get: (name: string, { signal }: Signal = {}) =>
      request(sourceView, at('sources', name), signal ? { signal } : {}),
    /** @throws ApiError PRECONDITION_FAILED where there is one of the name */
    add: (name: string, body: SourceChange) =>
      request(sourceView, at('sources', name), { method: 'PUT', body, headers: { 'if-none-match': '*' } }),
    /** @throws ApiError PRECONDITION_FAILED when it is no longer the one that was read */
    change: (before: Source, body: SourceChange) => {
      const headers = { 'if-match': sourceEtag(before) };
      return request(sourceView, at('sources', before.name), { method: 'PUT', body, headers });
    },
    pause: (name: string, paused: boolean) =>
      request(sourceView, at('sources', name), { method: 'PATCH', body: { paused } }),
    test: (name: string) => request(forwardTestView, at('sources', name, '/test'), { method: 'POST' }),
    remove: (name: string) => request(nothing, at('sources', name), { method: 'DELETE' }),
  },
  vendor: {
    get: ({ signal }: Signal = {}) => request(vendorView, '/vendor', signal ? { signal } : {}),
    pause: (paused: boolean) => request(vendorView, '/vendor', { method: 'PUT', body: { paused } }),
  },
  statistics: (from: string, to: string, { signal }: Signal = {}) =>
    request(statisticsView, '/stats', { query: { from, to }, ...(signal && { signal }) }),
  audit: (query: ListQuery, { signal }: Signal = {}) =>
    request(auditPage, '/audit', { query: { ...query }, ...(signal && { signal }) }),
} as const;
