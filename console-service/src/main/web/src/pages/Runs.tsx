import type { Run } from '../api';
import { ago, number, percent } from '../format';
import { link, useDocument, type News } from '../hooks';
import { Missing, Note, State } from '../parts';

/** All open runs. */
export function Runs({ news }: { news: News }) {
  const loaded = useDocument<Run[]>('api/runs', JSON.stringify(news));
  const runs = loaded.value;
  return (
    <main>
      <h1>Runs</h1>
      <Missing loaded={loaded} what="runs" />
      {runs?.length === 0 && <Note>No run is open. Start the console with names: preceptor console RUN…</Note>}
      {runs && runs.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Runs">
          <table>
            <thead>
              <tr>
                <th>run</th>
                <th>state</th>
                <th class="n">step</th>
                <th class="n">reward</th>
                <th class="n">accuracy</th>
                <th>last record</th>
                <th>needs attention</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.name}>
                  <th scope="row">
                    <a href={link('runs', run.name)}>{run.name}</a>
                    <small>{[run.model, run.algorithm].filter(Boolean).join(', ')}</small>
                  </th>
                  <td>
                    <State state={run.state} />
                  </td>
                  <td class="n">{run.overview ? `${run.overview.step} of ${run.overview.max_steps}` : '–'}</td>
                  <td class="n">{number(run.overview?.last['reward'])}</td>
                  <td class="n">{percent(run.overview?.evaluation?.metrics['accuracy'])}</td>
                  <td>{ago(run.overview?.last_millis ?? 0)}</td>
                  <td>{attention(run)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}

/** What a person should look at, in words. */
export function attention(run: Run): string {
  const overview = run.overview;
  const found: string[] = [];
  if (run.why && run.state !== 'reading') {
    found.push(run.state === 'quiet' ? 'writes nothing' : run.state === 'stopped' ? 'stopped early' : run.why);
  }
  if (overview?.failed) {
    found.push(`${overview.failed} failed groups`);
  }
  if (overview?.dead_letters) {
    found.push(`${overview.dead_letters} dead letters`);
  }
  for (const [name, value] of Object.entries(overview?.last ?? {})) {
    if (/^judges\/.+\/(late|unscorable)$/.test(name) && value > 0) {
      found.push(`${name.split('/').slice(1).join(' ')}: ${value}`);
    }
  }
  return found.join('; ');
}
