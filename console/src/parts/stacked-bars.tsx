// Bars by day, stacked: drawn on a canvas, with the same numbers as a table for whoever cannot see it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from './day-totals.ts';
import { countOf, shortDayOf } from './format.ts';
import { useTheme } from './theme-toggle.tsx';

interface StackedBarsProps {
  readonly label: string;
  /** UTC days. */
  readonly days: readonly string[];
  readonly series: readonly Series[];
}

const height = 170;

/** Each on the shoulders of those before it. */
const stack = (series: readonly Series[]): readonly (readonly number[])[] => {
  let below: readonly number[] = [];
  return series.map(({ values }) => {
    below = values.map((value, index) => value + (below[index] ?? 0));
    return below;
  });
};

const colourOf = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(`--chart-${name}`).trim();

const optionsFor = (
  element: HTMLElement,
  { days, series }: StackedBarsProps,
  onDay: (index: number | null) => void,
): uPlot.Options => {
  const bars = uPlot.paths.bars?.({ size: [0.62, 26], radius: 0.15 });
  const axis = {
    stroke: colourOf(element, 'text'),
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  const grid = { stroke: colourOf(element, 'grid'), width: 1 };
  // Drawn from the tallest down: what is on top of the stack must not hide what is below.
  const drawn = [...series].reverse();
  return {
    width: Math.max(element.clientWidth, 200),
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [(plot) => onDay(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_, __, max) => [0, Math.max(4, Math.ceil(max * 1.1))] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        splits: () => days.map((_, index) => index).filter((index) => (days.length - 1 - index) % 3 === 0),
        values: (_, splits) => splits.map((index) => shortDayOf(days[index] ?? '')),
      },
      { ...axis, grid, size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6] },
    ],
    series: [
      {},
      ...drawn.map(({ label, colour }) => ({
        label,
        fill: colourOf(element, colour),
        stroke: colourOf(element, colour),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      })),
    ],
  };
};

const Numbers = ({ label, days, series }: StackedBarsProps) => (
  <table>
    <caption>{label}</caption>
    <thead>
      <tr>
        <th scope="col">Day</th>
        {series.map((one) => (
          <th scope="col" key={one.label}>
            {one.label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {days.map((day, index) => (
        <tr key={day}>
          <th scope="row">{shortDayOf(day)}</th>
          {series.map((one) => (
            <td key={one.label}>{one.values[index] ?? 0}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const Legend = ({ days, series, day }: StackedBarsProps & { readonly day: number | null }) => (
  <div class="legend" aria-hidden="true">
    <span class="legend-day">{day === null ? `Last ${days.length} days` : shortDayOf(days[day] ?? '')}</span>
    {series.map(({ label, colour, values }) => (
      <span class="legend-item" key={label}>
        <span class={`swatch ${colour}`} />
        {label} <b>{countOf(day === null ? sum(values) : (values[day] ?? 0))}</b>
      </span>
    ))}
  </div>
);

export const StackedBars = (props: StackedBarsProps) => {
  const place = useRef<HTMLDivElement>(null);
  const [day, setDay] = useState<number | null>(null);
  const colours = useTheme();
  const { days, series } = props;
  // Equal numbers are the same chart: it is not drawn anew each time they are looked at.
  const content = JSON.stringify({ days, series });
  const data = useMemo(
    () => [days.map((_, index) => index), ...[...stack(series)].reverse()] as unknown as uPlot.AlignedData,
    [content],
  );
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const plot = new uPlot(optionsFor(element, props, setDay), data, element);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [data, colours]);
  return (
    <div class="chart">
      <Legend {...props} day={day} />
      <div ref={place} class="chart-place" aria-hidden="true" />
      <div class="visually-hidden">
        <Numbers {...props} />
      </div>
    </div>
  );
};
