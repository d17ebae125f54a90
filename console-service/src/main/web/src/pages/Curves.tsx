import { useMemo, useState } from 'preact/hooks';
import { runPath, type Curves as Doc, type Evaluation, type Run } from '../api';
import { Chart, type Series } from '../chart';
import { plans, type ChartPlan } from '../charts';
import { setQuery, useDocument, type News, type Route } from '../hooks';
import { Missing, Note } from '../parts';

type Axis = 'step' | 'samples' | 'hours';

interface Shown {
  run: Run;
  curves: Doc | undefined;
  evaluations: Evaluation[] | undefined;
}

const MOST_RUNS = 4;

/** The curves of a run, and of others over them. */
export function Curves({ run, runs, route, news }: { run: Run; runs: Run[]; route: Route; news: News }) {
  const [smoothing, setSmoothing] = useState(0);
  const [log, setLog] = useState(false);
  const axis = (['samples', 'hours'].includes(route.query.get('x') ?? '') ? route.query.get('x') : 'step') as Axis;
  const from = Number(route.query.get('from') ?? 0) || 0;
  const to = Number(route.query.get('to') ?? 0) || 0;
  const also = (route.query.get('with') ?? '').split(',').filter((name) => name && name !== run.name);
  const others = runs.filter((each) => also.includes(each.name)).slice(0, MOST_RUNS - 1);
  const known = run.overview?.metrics ?? [];
  const range = `&from=${from}${to ? `&to=${to}` : ''}`;
  const { main, rest } = useMemo(() => plans(known), [known.join()]);
  const metrics = main.flatMap((plan) => plan.metrics).join(',');
  // A fixed number of hooks: at most four runs.
  const loaded = [run, others[0], others[1], others[2]].map((each) => {
    const base = each ? runPath(each.name) : null;
    const version = each ? (news[each.name] ?? '') : '';
    return {
      curves: useDocument<Doc>(base && `${base}/curves?points=400&metrics=${encodeURIComponent(metrics)}${range}`, version),
      evaluations: useDocument<Evaluation[]>(base && `${base}/evaluations`, version),
    };
  });
  const shown: Shown[] = [run, ...others].map((each, i) => ({
    run: each,
    curves: loaded[i]?.curves.value,
    evaluations: loaded[i]?.evaluations.value,
  }));
  const zoom = (low: number, high: number) => {
    const steps = toSteps(axis, run, loaded[0]?.curves.value);
    setQuery({ from: String(Math.max(1, Math.floor(steps(low)))), to: String(Math.ceil(steps(high))) });
  };
  const failed = known.includes('groups/failed');
  if (run.overview?.step === 0) {
    return <Note>No step is taken yet; the curves begin with the first. Groups are listed as they come.</Note>;
  }
  return (
    <>
      <form class="bar" onSubmit={(event) => event.preventDefault()}>
        <label>
          smoothing{' '}
          <input type="range" min="0" max="0.99" step="0.01" value={smoothing} onInput={(event) => setSmoothing(Number(event.currentTarget.value))} />
        </label>
        <label>
          x{' '}
          <select value={axis} onChange={(event) => setQuery({ x: event.currentTarget.value === 'step' ? '' : event.currentTarget.value, from: '', to: '' })}>
            <option value="step">step</option>
            <option value="samples">samples</option>
            <option value="hours">hours</option>
          </select>
        </label>
        <label>
          <input type="checkbox" checked={log} onChange={(event) => setLog(event.currentTarget.checked)} /> log scale
        </label>
        {from || to ? (
          <button type="button" onClick={() => setQuery({ from: '', to: '' })}>
            steps {from} to {to || 'the last'}: show all
          </button>
        ) : (
          <span class="hint">drag in a chart to zoom</span>
        )}
        {runs.length > 1 && (
          <fieldset>
            <legend>over it</legend>
            {runs
              .filter((each) => each.name !== run.name)
              .slice(0, 12)
              .map((each) => (
                <label key={each.name}>
                  <input
                    type="checkbox"
                    checked={also.includes(each.name)}
                    onChange={(event) =>
                      setQuery({
                        with: (event.currentTarget.checked ? [...also, each.name] : also.filter((name) => name !== each.name)).join(','),
                      })
                    }
                  />{' '}
                  {each.name}
                </label>
              ))}
          </fieldset>
        )}
      </form>
      {loaded[0] && <Missing loaded={loaded[0].curves} what="curves" />}
      <div class="charts">
        <Accuracy shown={shown} axis={axis} smoothing={0} />
        {main.map((plan) => (
          <Chart
            key={plan.title}
            title={plan.title}
            help={plan.help}
            series={shown.flatMap((each, i) => series(plan, each, i, shown.length, axis))}
            smoothing={smoothing}
            log={(log || plan.log) ?? false}
            stacked={plan.kind === 'stack' && shown.length === 1}
            xLabel={axis}
            marks={plan.title === 'Groups' || !failed ? [] : failures(shown[0], axis)}
            onZoom={zoom}
          />
        ))}
      </div>
      {rest.length > 0 && <Rest run={run} plans={rest} range={range} axis={axis} smoothing={smoothing} log={log} version={news[run.name] ?? ''} zoom={zoom} />}
    </>
  );
}

/** The metrics without a chart of their own, asked for when they are opened. */
function Rest(props: {
  run: Run;
  plans: ChartPlan[];
  range: string;
  axis: Axis;
  smoothing: number;
  log: boolean;
  version: string;
  zoom: (from: number, to: number) => void;
}) {
  const [open, setOpen] = useState(false);
  const names = props.plans.map((plan) => plan.title).slice(0, 64).join(',');
  const loaded = useDocument<Doc>(
    open ? `${runPath(props.run.name)}/curves?points=400&metrics=${encodeURIComponent(names)}${props.range}` : null,
    props.version,
  );
  return (
    <details class="rest" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{props.plans.length} more metrics</summary>
      {open && <Missing loaded={loaded} what="curves" />}
      {open && loaded.value && (
        <div class="charts">
          {props.plans.map((plan) => (
            <Chart
              key={plan.title}
              title={plan.title}
              help=""
              series={series(plan, { run: props.run, curves: loaded.value, evaluations: undefined }, 0, 1, props.axis)}
              smoothing={props.smoothing}
              log={props.log}
              xLabel={props.axis}
              onZoom={props.zoom}
            />
          ))}
        </div>
      )}
    </details>
  );
}

function Accuracy({ shown, axis }: { shown: Shown[]; axis: Axis; smoothing: number }) {
  const all: Series[] = [];
  shown.forEach(({ run, evaluations, curves }, i) => {
    const done = evaluations ?? [];
    const name = shown.length > 1 ? `${run.name} ` : '';
    const x = done.map((each) => xOfVersion(each, axis, run, curves));
    if (done.length > 0) {
      all.push({
        label: `${name}accuracy`,
        colour: i,
        dash: 0,
        x,
        y: done.map((each) => each.metrics['accuracy'] ?? null),
        low: done.map((each) => each.low),
        high: done.map((each) => each.high),
      });
    }
    if (i === 0 && done.some((each) => each.metrics['constant_letter_accuracy'] !== undefined)) {
      all.push({
        label: 'always the same letter',
        colour: 3,
        dash: 1,
        x,
        y: done.map((each) => each.metrics['constant_letter_accuracy'] ?? null),
      });
    }
  });
  if (all.length === 0) {
    return (
      <figure class="chart">
        <figcaption>
          <h3>Accuracy</h3>
          <p class="help">No version is evaluated yet: the first evaluation comes before the first step, the next by eval_steps.</p>
        </figcaption>
      </figure>
    );
  }
  return (
    <Chart
      title="Accuracy"
      help="On the test questions, with its 95 % interval. The dashed line is what one letter for all would get."
      series={all}
      smoothing={0}
      log={false}
      percent
      xLabel={axis}
    />
  );
}

function samplesPerStep(run: Run): number {
  return (run.overview?.prompts_per_step ?? 1) * (run.overview?.generations ?? 1);
}

const HOUR_MILLIS = 3_600_000;

function xs(axis: Axis, run: Run, curves: Doc): number[] {
  if (axis === 'samples') {
    const each = samplesPerStep(run);
    return curves.steps.map((step) => step * each);
  }
  return axis === 'hours' ? curves.millis.map((millis) => (millis - run.started_millis) / HOUR_MILLIS) : curves.steps;
}

function xOfVersion(each: Evaluation, axis: Axis, run: Run, curves: Doc | undefined): number {
  if (axis === 'samples') {
    return each.version * samplesPerStep(run);
  }
  return axis === 'hours' && curves ? (each.millis - run.started_millis) / HOUR_MILLIS : each.version;
}

/** From a place on the x axis to a step. */
function toSteps(axis: Axis, run: Run, curves: Doc | undefined): (x: number) => number {
  if (axis === 'step' || !curves) {
    return (x) => x;
  }
  if (axis === 'samples') {
    return (x) => x / samplesPerStep(run);
  }
  const hours = xs(axis, run, curves);
  return (x) => curves.steps[Math.max(0, hours.findIndex((hour) => hour >= x))] ?? 1;
}

function short(metric: string): string {
  const own = /^(?:rewards|judges)\/(.+)\/(mean|latency|late|unscorable)$/.exec(metric);
  if (own) {
    return own[2] === 'mean' || own[2] === 'latency' ? own[1]! : `${own[1]} ${own[2]}`;
  }
  return metric.replace(/^(completions|clip_ratio|time|groups|policy)\//, '').replace(/^sampling\/sampling_logp_/, '');
}

function series(plan: ChartPlan, { run, curves }: Shown, at: number, of: number, axis: Axis): Series[] {
  if (!curves) {
    return [];
  }
  const x = xs(axis, run, curves);
  return plan.metrics.flatMap((metric, i) => {
    const line = curves.lines[metric];
    if (!line) {
      return [];
    }
    let { mean: y, low, high } = line;
    if (plan.kind === 'rate') {
      const total = high.length ? high : y;
      y = rate(total, curves.millis);
      low = [];
      high = [];
    }
    if (metric === 'time/waiting' && plan.kind === 'stack') {
      const committing = curves.lines['time/committing'];
      y = y.map((value, k) => (value === null ? null : Math.max(0, value - (committing?.mean[k] ?? 0))));
    }
    const label = plan.kind === 'rate' ? 'tokens/s' : short(metric);
    return [
      {
        label: of > 1 ? `${run.name} ${label}` : label,
        colour: of > 1 ? at : i,
        dash: of > 1 ? i : 0,
        x,
        y,
        low,
        high,
      },
    ];
  });
}

function rate(total: (number | null)[], millis: number[]): (number | null)[] {
  return total.map((value, i) => {
    const before = total[i - 1];
    const seconds = ((millis[i] ?? 0) - (millis[i - 1] ?? 0)) / 1000;
    return i === 0 || value === null || before === null || before === undefined || seconds <= 0 ? null : (value - before) / seconds;
  });
}

/** Where groups have failed. */
function failures(shown: Shown | undefined, axis: Axis): number[] {
  const curves = shown?.curves;
  if (!shown || !curves) {
    return [];
  }
  const line = curves.lines['groups/failed'];
  const most = line?.high.length ? line.high : line?.mean;
  const x = xs(axis, shown.run, curves);
  return (most ?? []).flatMap((value, i) => (value !== null && value > 0 ? [x[i] ?? 0] : []));
}
