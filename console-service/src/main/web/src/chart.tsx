// One chart: lines over x, drawn by uPlot. The numbers are also in the legend, as text.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { number } from './format';

export interface Series {
  label: string;
  /** Number of its colour in the palette. */
  colour: number;
  /** Number of its dash pattern. */
  dash: number;
  x: number[];
  y: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
}

export interface ChartProps {
  title: string;
  help: string;
  series: Series[];
  smoothing: number;
  log: boolean;
  stacked?: boolean;
  xLabel: string;
  percent?: boolean;
  marks?: number[];
  onZoom?: (from: number, to: number) => void;
}

const DASHES: number[][] = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const HEIGHT = 200;
const FAINT = '55';

function colours(): { palette: string[]; text: string; grid: string } {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    palette: [1, 2, 3, 4, 5, 6].map((i) => value(`--series-${i}`)),
    text: value('--muted'),
    grid: value('--grid'),
  };
}

/** The exponential mean that TensorBoard draws, corrected for its start. */
export function smooth(values: (number | null)[], weight: number): (number | null)[] {
  if (weight === 0) {
    return values;
  }
  let mean = 0;
  let norm = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    mean = mean * weight + (1 - weight) * value;
    norm = norm * weight + (1 - weight);
    return mean / norm;
  });
}

interface Column {
  x: number[];
  y: (number | null)[];
  series: Series;
  role: 'main' | 'raw' | 'low' | 'high';
}

function columns({ series, smoothing, log, stacked }: ChartProps): Column[] {
  const all: Column[] = [];
  let below: (number | null)[] | null = null;
  for (const each of series) {
    let y = each.y;
    if (stacked && below !== null) {
      y = y.map((value, i): number | null => (value === null ? null : value + (below?.[i] ?? 0)));
    }
    if (stacked) {
      below = y;
    }
    const shown = (values: (number | null)[]) =>
      log ? values.map((value) => (value !== null && value > 0 ? value : null)) : values;
    if (each.low?.length && each.high?.length && !stacked) {
      all.push({ x: each.x, y: shown(each.low), series: each, role: 'low' });
      all.push({ x: each.x, y: shown(each.high), series: each, role: 'high' });
    } else if (smoothing > 0 && !stacked) {
      all.push({ x: each.x, y: shown(y), series: each, role: 'raw' });
    }
    all.push({ x: each.x, y: shown(stacked ? y : smooth(y, smoothing)), series: each, role: 'main' });
  }
  return stacked ? all.reverse() : all;
}

function last(values: (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) {
      return value;
    }
  }
  return null;
}

export function Chart(props: ChartProps) {
  const { title, help, series, xLabel } = props;
  const box = useRef<HTMLDivElement>(null);
  const values = useRef<Map<Series, HTMLElement>>(new Map());
  const text = (value: number | null) =>
    props.percent && value !== null ? `${(100 * value).toFixed(1)} %` : number(value);

  useEffect(() => {
    const host = box.current;
    if (!host) {
      return;
    }
    let chart: uPlot | null = null;
    const draw = () => {
      chart?.destroy();
      chart = series.length === 0 ? null : make(host, props, values.current, text);
    };
    draw();
    const resize = new ResizeObserver(() => chart?.setSize({ width: host.clientWidth, height: HEIGHT }));
    resize.observe(host);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      resize.disconnect();
      theme.removeEventListener('change', draw);
      chart?.destroy();
    };
  });

  const described = series
    .map((each) => `${each.label}: ${text(last(each.y))} at ${xLabel} ${number(each.x[each.x.length - 1])}`)
    .join('; ');
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        {help && <p class="help">{help}</p>}
        <ul class="legend">
          {series.map((each) => (
            <li key={each.label}>
              <span class={`key c${each.colour % 6} d${each.dash % DASHES.length}`} aria-hidden="true" />
              {each.label}{' '}
              <b
                ref={(element) => {
                  if (element) {
                    values.current.set(each, element);
                  } else {
                    values.current.delete(each);
                  }
                }}
              >
                {text(last(each.y))}
              </b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={box} class="plot" role="img" aria-label={`${title}. ${described}`} />
    </figure>
  );
}

function make(
  host: HTMLElement,
  props: ChartProps,
  values: Map<Series, HTMLElement>,
  text: (value: number | null) => string,
): uPlot {
  const { palette, text: ink, grid } = colours();
  const all = columns(props);
  const data = uPlot.join(all.map((column) => [column.x, column.y] as unknown as uPlot.AlignedData));
  const stroke = (column: Column) => {
    const colour = palette[column.series.colour % palette.length] ?? '#888';
    return column.role === 'main' ? colour : colour + FAINT;
  };
  const bands: uPlot.Band[] = [];
  all.forEach((column, i) => {
    if (column.role === 'high') {
      bands.push({ series: [i + 1, i], fill: stroke(column).slice(0, 7) + '28' });
    }
  });
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  const options: uPlot.Options = {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: 'run' }, drag: { x: props.onZoom !== undefined, y: false, setScale: false } },
    scales: { x: { time: false }, y: props.log ? { distr: 3 } : { range: (_, low, high) => range(low, high) } },
    axes: [
      axis,
      {
        ...axis,
        size: 58,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : props.percent ? `${Math.round(100 * tick)} %` : short(tick))),
      },
    ],
    bands,
    series: [
      {},
      ...all.map((column): uPlot.Series => ({
        label: column.series.label,
        stroke: stroke(column),
        width: column.role === 'main' ? 1.75 : column.role === 'raw' ? 1 : 0,
        dash: DASHES[column.series.dash % DASHES.length],
        fill: props.stacked ? stroke(column) : undefined,
        spanGaps: true,
        points: { show: column.role === 'main' && column.x.length <= 24, size: 5 },
      })),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          if (chart.select.width > 4) {
            props.onZoom?.(chart.posToVal(chart.select.left, 'x'), chart.posToVal(chart.select.left + chart.select.width, 'x'));
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          }
        },
      ],
      setCursor: [
        (chart) => {
          const at = chart.cursor.idx;
          for (const [series, element] of values) {
            const where = at === null || at === undefined ? -1 : nearest(series.x, chart.data[0][at] ?? 0);
            element.textContent = text(where < 0 ? last(series.y) : (series.y[where] ?? null));
          }
        },
      ],
      draw: [
        (chart) => {
          for (const mark of props.marks ?? []) {
            const x = Math.round(chart.valToPos(mark, 'x', true));
            if (x >= chart.bbox.left && x <= chart.bbox.left + chart.bbox.width) {
              chart.ctx.fillStyle = palette[1] ?? '#888';
              chart.ctx.fillRect(x, chart.bbox.top, 1, chart.bbox.height);
            }
          }
        },
      ],
    },
  };
  return new uPlot(options, data, host);
}

/** A little more than what is shown; around a constant, a tenth of it. */
function range(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) {
    return [0, 1];
  }
  if (low === high) {
    const around = Math.abs(low) / 10 || 1;
    return [low === 0 ? 0 : low - around, high + around];
  }
  return uPlot.rangeNum(low, high, 0.1, true) as [number, number];
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${value / 1e9} G`;
  if (size >= 1e6) return `${value / 1e6} M`;
  if (size >= 1e4) return `${value / 1e3} k`;
  if (size !== 0 && size < 1e-3) return value.toExponential(0);
  return String(Number(value.toPrecision(4)));
}

function nearest(x: number[], value: number): number {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return high;
}
