// A recording's life step by step: what happened, when, and how long it took to the next step.
import type { Recording } from '../api/client.ts';
import { dayOf, duration, exactTime, timeOfDay } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icons.ts';
import { Section } from '../parts/page.tsx';
import { eventInWords } from '../parts/words.ts';

type Step = Recording['timeline'][number];

const icons: Readonly<Record<string, IconName>> = {
  completed: 'completed',
  failed: 'failed',
  'refused-by-vendor': 'failed',
  'vendor-unreachable': 'warning',
  'vendor-answer-lost': 'warning',
  interrupted: 'warning',
  held: 'waiting',
  retried: 'retry',
  'forward-queued': 'deliveries',
  delivered: 'completed',
  'delivery-failed': 'failed',
};

const tone = (event: string): string => {
  const icon = icons[event];
  if (icon === 'completed') return 'good';
  if (icon === 'failed') return 'bad';
  return icon === 'warning' ? 'wait' : '';
};

const Line = ({ step, before }: { readonly step: Step; readonly before: Step | undefined }) => {
  const isNewDay = before === undefined || dayOf(before.at) !== dayOf(step.at);
  const isNewAttempt = before !== undefined && before.attempt !== step.attempt;
  return (
    <li class={`step ${tone(step.event)}`}>
      <span class="step-mark">
        <Icon name={icons[step.event] ?? 'dot'} />
      </span>
      <div class="step-words">
        {isNewAttempt && <span class="attempt">Attempt {step.attempt}</span>}
        <span class="step-event">{eventInWords(step.event)}</span>
        {step.detail && <span class="step-detail">{step.detail}</span>}
      </div>
      <div class="step-time">
        {isNewDay && <span class="quiet">{dayOf(step.at)}</span>}
        <time dateTime={step.at} title={exactTime(step.at)}>
          {timeOfDay(step.at)}
        </time>
        {before && <span class="quiet">+{duration(Date.parse(step.at) - Date.parse(before.at))}</span>}
      </div>
    </li>
  );
};

interface TimelineProps {
  readonly timeline: readonly Step[];
  readonly isMoving: boolean;
}

export const Timeline = ({ timeline, isMoving }: TimelineProps) => (
  <Section title="Timeline" id="timeline">
    <ol class="timeline">
      {timeline.map((step, index) => (
        <Line key={`${step.at} ${step.event} ${index}`} step={step} before={timeline[index - 1]} />
      ))}
      {isMoving && (
        <li class="step busy">
          <span class="step-mark">
            <Icon name="processing" class="turning" />
          </span>
          <span class="step-event">At work</span>
        </li>
      )}
    </ol>
  </Section>
);
