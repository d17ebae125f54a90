import type { Run } from '../api';
import { runPath } from '../api';
import { exported } from '../exported';
import { ago, number, percent } from '../format';
import { link, useDocument, type News, type Route } from '../hooks';
import { Missing, State } from '../parts';
import { Agreement } from './Agreement';
import { Curves } from './Curves';
import { Evaluations } from './Evaluations';
import { Fleet } from './Fleet';
import { Group } from './Group';
import { Groups } from './Groups';
import { Review } from './Review';

const TABS: [string, string][] = [
  ['', 'Curves'],
  ['groups', 'Groups'],
  ['evaluations', 'Evaluations'],
  ['review', 'Review'],
  ['agreement', 'Agreement'],
  ['fleet', 'Fleet'],
];

/** A copy as files has no one to write reviews to, and does not hold them. */
const NEED_A_SERVER = ['review', 'agreement'];
const SHOWN = exported ? TABS.filter(([tab]) => !NEED_A_SERVER.includes(tab)) : TABS;

/** The head of a run and one of its pages. */
export function RunPage({ name, route, news }: { name: string; route: Route; news: News }) {
  const loaded = useDocument<Run>(runPath(name), news[name] ?? '');
  const runs = useDocument<Run[]>('api/runs', Object.keys(news).join());
  const run = loaded.value;
  const tab = route.parts[2] ?? '';
  const overview = run?.overview;
  return (
    <main>
      <header class="run">
        <h1>{name}</h1>
        {run && <State state={run.state} />}
        {overview && (
          <>
            <span class="figure">
              step <b>{overview.step}</b> of {overview.max_steps}
              <progress max={overview.max_steps} value={overview.step} aria-label="Steps taken" />
            </span>
            <span class="figure">
              reward <b>{number(overview.last['reward'])}</b>
            </span>
            <span class="figure">
              accuracy <b>{percent(overview.evaluation?.metrics['accuracy'])}</b>
              {overview.evaluation && <small> at version {overview.evaluation.version}</small>}
            </span>
            <span class="figure">last record {ago(overview.last_millis)}</span>
          </>
        )}
      </header>
      {run?.why && (
        <p class={`note ${run.state === 'away' ? 'warn' : ''}`} role="status">
          {run.why}
        </p>
      )}
      <nav class="tabs" aria-label="Pages of this run">
        {SHOWN.map(([part, text]) => (
          <a key={part} href={part ? link('runs', name, part) : link('runs', name)} aria-current={tab === part ? 'page' : undefined}>
            {text}
          </a>
        ))}
      </nav>
      <Missing loaded={loaded} what="the run" />
      {run && overview && page(run, runs.value ?? [], route, news)}
    </main>
  );
}

function page(run: Run, runs: Run[], route: Route, news: News) {
  const [, , tab, group] = route.parts;
  if (tab === 'groups' && group) {
    return <Group run={run} group={group} version={news[run.name] ?? ''} />;
  }
  switch (tab) {
    case 'groups':
      return <Groups run={run} route={route} news={news} />;
    case 'evaluations':
      return <Evaluations run={run} route={route} news={news} />;
    case 'review':
      return <Review run={run} route={route} />;
    case 'agreement':
      return <Agreement run={run} route={route} />;
    case 'fleet':
      return <Fleet run={run} />;
    default:
      return <Curves run={run} runs={runs} route={route} news={news} />;
  }
}
