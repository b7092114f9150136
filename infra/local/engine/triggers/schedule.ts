// Between clock and function: fires what the template schedules, once right after the start and then at its rate.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { FunctionPool } from '../functions/function-pool.ts';
import type { Functions } from '../functions/functions.ts';
import { localAccount, localRegion } from '../template/identity.ts';
import type { Stack } from '../template/stack.ts';

const state = z.enum(['ENABLED', 'DISABLED']).default('ENABLED');
const target = z.object({ Arn: z.string(), Input: z.string().optional() });

const ruleProperties = z.object({
  ScheduleExpression: z.string('only rules with a schedule are known locally'),
  State: state,
  Targets: z.array(target).default([]),
});

const scheduleProperties = z.object({ ScheduleExpression: z.string(), State: state, Target: target });

interface Scheduled {
  readonly pool: FunctionPool;
  readonly everySeconds: number;
  event(at: Date): unknown;
}

export interface Schedules {
  start(): void;
  stop(): void;
}

/**
 * @param overrideSeconds replaces every rate, for tests
 * @throws Error on an expression that is no rate, or a target that is no function.
 */
export function readSchedules(stack: Stack, functions: Functions, overrideSeconds?: number): Schedules {
  const rules = stack
    .resources(['AWS::Events::Rule'], ruleProperties)
    .flatMap(({ logicalId, identity, properties }) =>
      properties.State === 'DISABLED'
        ? []
        : properties.Targets.map(
            ({ Arn, Input }): Scheduled => ({
              pool: functions.find(Arn),
              everySeconds: rateSeconds(properties.ScheduleExpression, logicalId),
              event: (at) =>
                Input === undefined ? scheduledEvent(identity.attributes.Arn ?? '', at) : JSON.parse(Input),
            }),
          ),
    );
  const schedules = stack
    .resources(['AWS::Scheduler::Schedule'], scheduleProperties)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(
      ({ logicalId, properties: { ScheduleExpression, Target } }): Scheduled => ({
        pool: functions.find(Target.Arn),
        everySeconds: rateSeconds(ScheduleExpression, logicalId),
        event: (at) =>
          JSON.parse(
            (Target.Input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', withoutMilliseconds(at)),
          ),
      }),
    );
  const timers: NodeJS.Timeout[] = [];
  return {
    start() {
      for (const one of [...rules, ...schedules]) {
        const fire = withoutOverlap(one);
        timers.push(setInterval(fire, (overrideSeconds ?? one.everySeconds) * 1000));
        // What was left over from before a restart goes on at once.
        fire();
      }
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function withoutOverlap({ pool, event }: Scheduled): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    pool.invoke(event(new Date())).then(() => {
      isRunning = false;
    });
  };
}

const unitSeconds: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based */
function rateSeconds(expression: string, logicalId: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = Number(count) * (unitSeconds[unit ?? ''] ?? Number.NaN);
  if (!(seconds > 0))
    throw new Error(`Resource "${logicalId}": the local engine knows only rates: ${expression}`);
  return seconds;
}

function scheduledEvent(ruleArn: string, at: Date): Record<string, unknown> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: localAccount,
    time: withoutMilliseconds(at),
    region: localRegion,
    resources: [ruleArn],
    detail: {},
  };
}

function withoutMilliseconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}
