// `npm start`: the whole stack on this machine, ready to be called, until Ctrl-C.
import { parseArgs } from 'node:util';
import { writeDemoHistory } from './demo/write-demo-history.ts';
import { readLocalSettings, readTuning } from './local-settings.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';

const curlLine = (stack: LocalStack): string =>
  [
    `curl -X POST ${stack.engine.baseUrl}/voiceTranscription/api.php`,
    `-H "X-API-Key: ${stack.keys.demoKeys.PBXdemo}"`,
    '-d "audioID=4430"',
    `-d "voicefileURL=${stack.recordings.urlOf('call-4430.gsm')}"`,
    '-d "audioSource=PBXdemo"',
  ].join(' \\\n  ');

const welcome = (stack: LocalStack): string => {
  const demoKeys = Object.entries(stack.keys.demoKeys).map(
    ([source, key]) => `  ${source.padEnd(14)} ${key}`,
  );
  return [
    '',
    `Voxgate is ready at ${stack.engine.baseUrl}`,
    '',
    `Admin panel      ${stack.engine.baseUrl}/admin`,
    `Admin key        ${stack.keys.adminKey}`,
    'Demo keys',
    ...demoKeys,
    '',
    'Submit the demo recording:',
    '',
    curlLine(stack),
    '',
    `What was forwarded to the customer's server:  ${stack.receiver.url}`,
    `The speech vendor's simulator:                ${stack.vendor.baseUrl}/simulator/requests`,
    'The webhook is open: anybody on this machine may write results. A deployed stack is not.',
    '',
  ].join('\n');
};

const stopOnSignal = (stack: LocalStack): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      console.log('\nStopping');
      await stack.close();
      process.exit(0);
    });
  }
};

/** What AWS does and no emulator does by itself: messages that come twice or out of order, functions that die. */
const chaosOf = (seed: number) => ({
  seed,
  duplicateMessages: 0.1,
  reorder: true,
  killWorkers: { everyMs: [500, 3000] as const },
});

try {
  const { values } = parseArgs({
    options: { chaos: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const settings = readLocalSettings(process.env);
  const stack = await startLocalStack({
    settings,
    tuning: readTuning(process.env),
    engine: values.chaos ? { chaos: chaosOf(Number(values.seed ?? 1)) } : {},
    // The functions' own lines are in DATA_DIR/logs; here only what went wrong is worth a line.
    log: ({ source, line }) => {
      if (source === 'engine' || /"level":"(ERROR|WARN)"/.test(line)) console.error(`${source}: ${line}`);
    },
    progress: (line) => console.log(line),
  });
  stopOnSignal(stack);
  console.log(welcome(stack));
  if (settings.DEMO_DATA && stack.isFirstStart) {
    await writeDemoHistory(stack, Date.now());
    console.log(
      'The panel shows a fortnight of made-up calls (demo-…); DEMO_DATA=false starts without them.',
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
