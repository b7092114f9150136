// The last days in two charts: what came of the recordings, and where they came from.
import type { StatisticsLine } from '../api/client.ts';
import { byOutcome, bySource } from '../parts/day-totals.ts';
import { Section } from '../parts/page.tsx';
import { StackedBars } from '../parts/stacked-bars.tsx';

interface ChartsProps {
  readonly days: readonly string[];
  readonly lines: readonly StatisticsLine[];
}

export const Charts = ({ days, lines }: ChartsProps) => (
  <div class="two-columns">
    <Section title="Outcome by day" id="by-outcome">
      <StackedBars
        label="Recordings completed and failed by day"
        days={days}
        series={byOutcome(days, lines)}
      />
    </Section>
    <Section title="Source by day" id="by-source">
      <StackedBars label="Recordings by source and day" days={days} series={bySource(days, lines)} />
    </Section>
  </div>
);
