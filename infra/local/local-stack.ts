// The whole of Voxgate on one machine: the engine with the deployed template, and what lies outside of it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { errorBody } from '../../functions/gateway/error-body.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { type Engine, type EngineOptions, startEngine } from './engine/engine.ts';
import type { LogEntry } from './engine/functions/functions.ts';
import { type LocalKeys, localAccountsTable, prepareLocalAccounts } from './local-accounts.ts';
import type { LocalSettings } from './local-settings.ts';
import { writeDemoRecordings } from './outside/demo-recording.ts';
import { type Receiver, startReceiver } from './outside/receiver.ts';
import { type RecordingServer, startRecordingServer } from './outside/recording-server.ts';
import { startVendorSimulator, type VendorSimulator } from './outside/vendor-simulator.ts';
import { synthesise } from './synthesise.ts';

export interface LocalStack {
  readonly engine: Engine;
  readonly keys: LocalKeys;
  readonly vendor: VendorSimulator;
  readonly receiver: Receiver;
  readonly recordings: RecordingServer;
  readonly accountsTable: string;
  /** Its data directory was empty. */
  readonly isFirstStart: boolean;
  /** Within 5 s. */
  close(): Promise<void>;
}

export interface LocalStackOptions {
  readonly settings: LocalSettings;
  /** Any setting of shared/domain/settings.ts. */
  readonly tuning?: Readonly<Record<string, string>>;
  readonly engine?: Pick<EngineOptions, 'limits' | 'scheduleOverrideSeconds' | 'chaos' | 'dynamodbEndpoint'>;
  readonly log: (entry: LogEntry) => void;
  readonly progress: (line: string) => void;
}

const portsSchema = z.object({ vendor: z.number(), receiver: z.number(), recordings: z.number() });
type Ports = z.output<typeof portsSchema>;

const forwardPath = '/astVlogger/analysis_json.php';
const forwardUrlOf = (port: number): string => `http://127.0.0.1:${port}${forwardPath}`;

const readPorts = async (file: string): Promise<Ports | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : portsSchema.parse(JSON.parse(text));
};

/** The port it had last time, as long as nobody else took it: addresses in stored rows stay true. */
const onPort = async <Server>(port: number, start: (port: number) => Promise<Server>): Promise<Server> =>
  port === 0 ? start(0) : start(port).catch(() => start(0));

const startOutside = async (
  directory: string,
  soxDirectory: string,
  settings: LocalSettings,
  webhookUrl: () => string,
) => {
  const file = join(directory, 'ports.json');
  const former = await readPorts(file);
  // The first time: the ports after our own, so that they are easy to remember.
  const wish = (offset: number, known: number | undefined) =>
    known ?? (settings.PORT === 0 ? 0 : settings.PORT + offset);
  const served = join(directory, 'recordings');
  await writeDemoRecordings({ directory: served, soxDirectory });
  const vendor = await onPort(wish(1, former?.vendor), (port) =>
    startVendorSimulator({ port, webhookUrl, token: settings.CALLMETRIK_TOKEN, dataDir: directory }),
  );
  const receiver = await onPort(wish(2, former?.receiver), (port) => startReceiver({ port }));
  const recordings = await onPort(wish(3, former?.recordings), (port) =>
    startRecordingServer({ port, directory: served }),
  );
  const keepPorts = () => {
    const ports: Ports = { vendor: vendor.port, receiver: receiver.port, recordings: recordings.port };
    return writeFile(file, JSON.stringify(ports));
  };
  return { vendor, receiver, recordings, former, keepPorts };
};

const functionEnvironment = (settings: LocalSettings, vendorBaseUrl: string): Record<string, string> => ({
  ADDRESS_POLICY: 'local',
  DOWNLOAD_ALLOW_CIDRS: settings.DOWNLOAD_ALLOW_CIDRS,
  FORWARD_ALLOW_CIDRS: settings.FORWARD_ALLOW_CIDRS,
  CALLMETRIK_BASE_URL: (settings.CALLMETRIK_BASE_URL ?? vendorBaseUrl).replace(/\/+$/, ''),
  CALLMETRIK_USER_ID: settings.CALLMETRIK_USER_ID,
});

/** A form of more than 4.5 MB never reaches our own check: API Gateway encodes it past what a Lambda takes. */
const oversizedBody = (requestId: string): unknown =>
  errorBody(new VoxgateError('PAYLOAD_TOO_LARGE', 'The request body is larger than 4 MB'), requestId);

const vendorSecretId = (engine: Engine): string => {
  const ids = [...engine.resources.keys()].filter((id) => id.startsWith('VendorToken'));
  const id = ids.find((candidate) => engine.resources.get(candidate)?.type === 'AWS::SecretsManager::Secret');
  if (!id) throw new Error('the template has no secret for the vendor token');
  return id;
};

export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { settings, log, progress } = options;
  const dataDirectory = resolve(settings.DATA_DIR);
  await mkdir(dataDirectory, { recursive: true });
  const { directory, soxLayer } = await synthesise(progress);
  let engine: Engine | undefined;
  const webhookUrl = () => `${engine?.baseUrl}/voiceTranscription/voiceTranscriptionWebhook.php`;
  const outside = await startOutside(dataDirectory, join(soxLayer.directory, 'sox'), settings, webhookUrl);
  const { vendor, receiver, recordings, former, keepPorts } = outside;
  const closeOutside = () => Promise.all([vendor.close(), receiver.close(), recordings.close()]);
  try {
    let keys: (LocalKeys & { readonly isFirstStart: boolean }) | undefined;
    let accountsTable = '';
    engine = await startEngine({
      scheduleOverrideSeconds: settings.SWEEP_SECONDS,
      ...options.engine,
      assemblyDirectory: directory,
      port: settings.PORT,
      dataDirectory,
      oversizedBody,
      environment: { ...functionEnvironment(settings, vendor.baseUrl), ...options.tuning },
      log,
      onReady: async (ready) => {
        ready.putSecret(vendorSecretId(ready), settings.CALLMETRIK_TOKEN);
        accountsTable = String(ready.outputs.AccountsTableName);
        keys = await prepareLocalAccounts({
          accounts: localAccountsTable(ready.endpoints.dynamodb, accountsTable),
          dataDirectory,
          adminKey: settings.ADMIN_KEY,
          forwardUrl: forwardUrlOf(receiver.port),
          formerForwardUrl: former && forwardUrlOf(former.receiver),
        });
        await keepPorts();
        // What `npm run admin-key` and any AWS client needs to speak to this stack.
        const known = { ...ready.endpoints, accountsTable };
        await writeFile(join(dataDirectory, 'endpoints.json'), `${JSON.stringify(known, undefined, 2)}\n`);
      },
    });
    if (!keys) throw new Error('the engine was not ready');
    const running = engine;
    const close = async () => {
      await Promise.all([running.close(), closeOutside()]);
    };
    const { isFirstStart, ...known } = keys;
    return { engine: running, keys: known, isFirstStart, vendor, receiver, recordings, accountsTable, close };
  } catch (error) {
    await closeOutside();
    throw error;
  }
};
