import { runPath, type Answer, type AnswerPage, type Evaluation, type Flips, type Run } from '../api';
import { number, percent, time } from '../format';
import { setQuery, useDocument, type News, type Route } from '../hooks';
import { Missing, Note, Pager, ResponseText } from '../parts';

const LIMIT = 20;
const SHARES = ['accuracy', 'constant_letter_accuracy', 'format', 'clipped_ratio', 'reasoned'];

/** The evaluations of a run: a line a version, the answers of one, and what changed between two. */
export function Evaluations({ run, route, news }: { run: Run; route: Route; news: News }) {
  const base = runPath(run.name);
  const loaded = useDocument<Evaluation[]>(`${base}/evaluations`, news[run.name] ?? '');
  const all = loaded.value ?? [];
  const names = [...new Set(all.flatMap((each) => Object.keys(each.metrics)))].filter((name) => name !== 'n');
  names.sort((a, b) => Number(b === 'accuracy') - Number(a === 'accuracy') || a.localeCompare(b));
  const first = all[0]?.version ?? 0;
  const latest = all[all.length - 1]?.version ?? 0;
  const from = Number(route.query.get('from') ?? first);
  const to = Number(route.query.get('to') ?? latest);
  const pick = (name: 'from' | 'to', value: number) => (
    <select aria-label={name === 'from' ? 'from version' : 'to version'} value={String(value)} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
      {all.map((each) => (
        <option key={each.version} value={String(each.version)}>
          {each.version}
        </option>
      ))}
    </select>
  );
  return (
    <>
      <Missing loaded={loaded} what="evaluations" />
      {loaded.value && all.length === 0 && (
        <Note>No version of this run is evaluated yet. The first evaluation comes before the first step, the next every eval_steps steps.</Note>
      )}
      {all.length > 0 && (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label="Evaluations">
            <table>
              <thead>
                <tr>
                  <th class="n">version</th>
                  {names.map((name) => (
                    <th key={name} class="n">
                      {name.replaceAll('_', ' ')}
                    </th>
                  ))}
                  <th class="n">questions</th>
                  <th>written</th>
                </tr>
              </thead>
              <tbody>
                {all.map((each) => (
                  <tr key={each.version}>
                    <th scope="row" class="n">
                      {each.version}
                    </th>
                    {names.map((name) => (
                      <td key={name} class="n">
                        {SHARES.includes(name) ? percent(each.metrics[name]) : number(each.metrics[name])}
                        {name === 'accuracy' && each.low !== null && (
                          <small>
                            {percent(each.low)} … {percent(each.high)}
                          </small>
                        )}
                      </td>
                    ))}
                    <td class="n">{number(each.metrics['n'])}</td>
                    <td>{time(each.millis)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {all.length > 1 && (
            <section>
              <h2>
                What changed from version {pick('from', from)} to {pick('to', to)}
              </h2>
              <Changes path={from === to ? null : `${base}/flips?from=${from}&to=${to}`} />
            </section>
          )}
          <section>
            <h2>Answers of version {to}</h2>
            <Answers base={base} version={to} route={route} />
          </section>
        </>
      )}
    </>
  );
}

function Changes({ path }: { path: string | null }) {
  const loaded = useDocument<Flips>(path, '');
  const flips = loaded.value;
  if (path === null) {
    return <Note>Choose two different versions.</Note>;
  }
  return (
    <>
      <Missing loaded={loaded} what="answers" />
      {flips && flips.compared === 0 && <Note>These evaluations hold no answers to the same questions.</Note>}
      {flips && flips.compared > 0 && (
        <p>
          Of {flips.compared.toLocaleString()} questions, <b>{flips.gained} became right</b> and <b>{flips.lost} became wrong</b>.
          {flips.pairs.length > 0 && ' The first of each:'}
        </p>
      )}
      {flips?.pairs.map(({ before, after }) => (
        <div class="pair" key={after.row}>
          <OneAnswer answer={before} title={`row ${before.row}, version ${flips.from}`} />
          <OneAnswer answer={after} title={`version ${flips.to}`} />
        </div>
      ))}
    </>
  );
}

function OneAnswer({ answer, title }: { answer: Answer; title: string }) {
  return (
    <article class="card">
      <header>
        <h3>{title}</h3>
        <span class={`verdict ${answer.correct ? 'yes' : 'no'}`}>{answer.correct ? 'right' : 'wrong'}</span>
        <span>
          answer <b>{answer.answer}</b>
        </span>
      </header>
      <div class="text">
        <ResponseText text={answer.response} />
      </div>
      <p class="meta">{answer.why}</p>
    </article>
  );
}

function Answers({ base, version, route }: { base: string; version: number; route: Route }) {
  const which = route.query.get('which') ?? 'all';
  const offset = Number(route.query.get('offset') ?? 0) || 0;
  const loaded = useDocument<AnswerPage>(`${base}/evaluations/${version}/answers?which=${which}&offset=${offset}&limit=${LIMIT}`, '');
  const page = loaded.value;
  return (
    <>
      <div class="bar">
        <label>
          show{' '}
          <select value={which} onChange={(event) => setQuery({ which: event.currentTarget.value, offset: '' })}>
            <option value="all">all answers</option>
            <option value="wrong">wrong ones</option>
            <option value="right">right ones</option>
          </select>
        </label>
        {page && <span class="hint">{page.total.toLocaleString()} answers</span>}
      </div>
      <Missing loaded={loaded} what="answers" />
      {page && page.total === 0 && <Note>{which === 'all' ? 'This evaluation holds no answers.' : 'None of these.'}</Note>}
      <section class="responses">
        {page?.answers.map((answer) => (
          <OneAnswer key={answer.row} answer={answer} title={`row ${answer.row}`} />
        ))}
      </section>
      {page && <Pager offset={offset} limit={LIMIT} total={page.total} onOffset={(next) => setQuery({ offset: next === 0 ? '' : String(next) })} />}
    </>
  );
}
