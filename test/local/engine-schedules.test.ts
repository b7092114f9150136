// Schedules of the local stack fire as those of AWS do, but never while their function is still at work.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { sharedEngineTest } from './engine-test.ts';
import { fileGate } from './file-gate.ts';

const gateIn = (directory: string) => path.join(directory, 'gate');

const everyMinute = (target: string, State: string) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    State,
    Targets: [{ Arn: { 'Fn::GetAtt': [target, 'Arn'] }, Id: 'Target0' }],
  },
});

const test = sharedEngineTest(
  (directory) => ({
    functions: {
      Sweep: { code: `exports.handler = async (event) => console.log('sweep ' + JSON.stringify(event));` },
      Quiet: { code: `exports.handler = async () => console.log('never');` },
      Nightly: {
        code: `${fileGate}
          exports.handler = async (event) => {
            console.log('nightly begins');
            await opened(process.env.GATE);
            console.log('nightly ends ' + JSON.stringify(event));
          };`,
        properties: { Environment: { Variables: { GATE: gateIn(directory) } }, Timeout: 20 },
      },
    },
    resources: {
      Minute: everyMinute('Sweep', 'ENABLED'),
      Night: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 day)',
          Target: {
            Arn: { 'Fn::GetAtt': ['Nightly', 'Arn'] },
            Input: '{"at":"<aws.scheduler.scheduled-time>"}',
          },
        },
      },
      Off: everyMinute('Quiet', 'DISABLED'),
    },
  }),
  { scheduleOverrideSeconds: 0.2 },
);

describe('a schedule', () => {
  test('fires right after the start and then at its rate, with the event of a rule', async ({ engine }) => {
    await engine.line('sweep ');
    const event = JSON.parse((await engine.line('sweep ')).slice('sweep '.length));
    expect(event).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/Test-Minute'],
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  test('never overlaps itself, and hands over its own input', async ({ engine, directory }) => {
    const linesOf = (name: string) =>
      engine.lines.filter(({ source }) => source === name).map(({ line }) => line.split(' ')[1]);
    await engine.line('nightly begins');
    // Both have the same rate here: by then this one was due again, more than once.
    const sweeps = linesOf('Sweep').length;
    await expect.poll(() => linesOf('Sweep').length, { timeout: 15_000 }).toBeGreaterThan(sweeps + 3);
    expect(engine.workers().filter((one) => one.function === 'Nightly')).toHaveLength(1);
    expect(linesOf('Nightly')).toEqual(['begins']);
    writeFileSync(gateIn(directory), '');
    const ended = await engine.line('nightly ends');
    expect(ended).toMatch(/"at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/);
    await engine.line('nightly ends');
    expect(linesOf('Nightly').slice(0, 4)).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  test('that is disabled does not fire', async ({ engine }) => {
    await engine.line('sweep ');
    await engine.line('sweep ');
    expect(engine.lines.filter(({ source }) => source === 'Quiet')).toEqual([]);
  });
});
