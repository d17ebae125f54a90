import { useEffect, useState } from 'preact/hooks';
import { runPath, type Fleet as Doc, type Run } from '../api';
import { ago, time } from '../format';
import { link, useDocument } from '../hooks';
import { Missing, Note } from '../parts';

const EVERY_MILLIS = 10_000;

/** Who works on a run, what it waits for, and what it is. */
export function Fleet({ run }: { run: Run }) {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((n) => n + 1), EVERY_MILLIS);
    return () => clearInterval(timer);
  }, []);
  const loaded = useDocument<Doc>(`${runPath(run.name)}/fleet`, String(tick));
  const fleet = loaded.value;
  return (
    <>
      <Missing loaded={loaded} what="the fleet" />
      {fleet && (
        <>
          <h2>Waits for</h2>
          {fleet.waits.length === 0 && <Note>Nothing: the run has ended.</Note>}
          <ul class="waits">
            {fleet.waits.map((wait) => (
              <li key={wait.what}>
                <b>{wait.what}</b>, from {wait.from}; last record {ago(wait.since_millis)}
                {wait.groups.length > 0 && (
                  <span>
                    {' '}
                    (
                    {wait.groups.slice(0, 8).map((group) => (
                      <>
                        {' '}
                        <a key={group} href={link('runs', run.name, 'groups', group)}>
                          {group}
                        </a>
                      </>
                    ))}
                    {wait.groups.length > 8 && ' …'} )
                  </span>
                )}
              </li>
            ))}
          </ul>
          {!fleet.alive && run.state !== 'finished' && (
            <Note>
              No process of the run is connected. Resume it with <code>preceptor train --run {run.name} --resume</code>.
            </Note>
          )}
          <h2>Services</h2>
          <div class="scroll" tabIndex={0} role="region" aria-label="Services">
            <table>
              <thead>
                <tr>
                  <th>service</th>
                  <th class="n">behind</th>
                  <th>processes and their partitions</th>
                </tr>
              </thead>
              <tbody>
                {fleet.services.map((service) => (
                  <tr key={service.name}>
                    <th scope="row">{service.name}</th>
                    <td class="n">{service.lag.toLocaleString()}</td>
                    <td>
                      {service.workers.length === 0
                        ? 'none connected'
                        : service.workers.map((worker) => `${worker.name} [${worker.partitions.join(', ')}]`).join('; ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <h2>The run</h2>
      <dl class="facts">
        <div>
          <dt>started</dt>
          <dd>{time(run.started_millis)}</dd>
        </div>
        <div>
          <dt>program</dt>
          <dd>{run.code || '–'}</dd>
        </div>
        <div>
          <dt>groups</dt>
          <dd>
            {run.overview?.trained ?? 0} trained, {run.overview?.skipped ?? 0} skipped, {run.overview?.failed ?? 0} failed
          </dd>
        </div>
        <div>
          <dt>dead letters</dt>
          <dd>{run.overview?.dead_letters ?? 0}</dd>
        </div>
        <div>
          <dt>not readable here</dt>
          <dd>{run.overview?.unreadable ?? 0} records</dd>
        </div>
      </dl>
      {run.recipe && (
        <details>
          <summary>recipe</summary>
          <pre tabIndex={0}>{run.recipe}</pre>
        </details>
      )}
    </>
  );
}
