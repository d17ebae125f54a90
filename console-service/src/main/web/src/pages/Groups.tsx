import { useEffect, useState } from 'preact/hooks';
import { runPath, type GroupPage, type Run } from '../api';
import { number, visible } from '../format';
import { link, setQuery, useDocument, useRested, type News, type Route } from '../hooks';
import { Missing, Note, Pager } from '../parts';

const LIMIT = 50;

const ORDERS: [string, string][] = [
  ['newest', 'newest first'],
  ['oldest', 'oldest first'],
  ['lowest_reward', 'lowest reward'],
  ['highest_reward', 'highest reward'],
  ['widest_spread', 'widest spread'],
  ['longest', 'longest responses'],
];

export const FLAGS: [string, string][] = [
  ['disagree', 'judges disagree'],
  ['zero_variance', 'no variance'],
  ['unscorable', 'unscorable'],
  ['late', 'late judge'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
];

export function flagText(flag: string): string {
  return FLAGS.find(([name]) => name === flag)?.[1] ?? flag;
}

/** The groups of a run: filter, sort, page. */
export function Groups({ run, route, news }: { run: Run; route: Route; news: News }) {
  const query = route.query;
  const wanted = query.get('text') ?? '';
  const [text, setText] = useState(wanted);
  const rested = useRested(text);
  // The address is what counts: it follows what is typed, and the field follows it.
  useEffect(() => {
    if (wanted !== rested) {
      setText(wanted);
    }
  }, [wanted]);
  useEffect(() => {
    if (rested !== wanted && rested === text) {
      setQuery({ text: rested, offset: '' });
    }
  }, [rested]);
  const offset = Number(query.get('offset') ?? 0) || 0;
  const flags = (query.get('flags') ?? '').split(',').filter(Boolean);
  const asked = new URLSearchParams({
    flags: flags.join(','),
    order: query.get('order') ?? 'newest',
    from: String(Number(query.get('from')) || 1),
    to: String(Number(query.get('to')) || 2147483647),
    text: wanted,
    offset: String(offset),
    limit: String(LIMIT),
  });
  const loaded = useDocument<GroupPage>(`${runPath(run.name)}/groups?${asked}`, news[run.name] ?? '');
  const page = loaded.value;
  const step = (name: 'from' | 'to', label: string) => (
    <label>
      {label}{' '}
      <input
        type="number"
        min="1"
        value={query.get(name) ?? ''}
        onChange={(event) => setQuery({ [name]: event.currentTarget.value, offset: '' })}
      />
    </label>
  );
  return (
    <>
      <form class="bar" onSubmit={(event) => event.preventDefault()}>
        <label>
          question contains{' '}
          <input type="search" maxLength={200} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {step('from', 'from step')}
        {step('to', 'to step')}
        <label>
          order{' '}
          <select value={query.get('order') ?? 'newest'} onChange={(event) => setQuery({ order: event.currentTarget.value, offset: '' })}>
            {ORDERS.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>only</legend>
          {FLAGS.map(([name, label]) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={flags.includes(name)}
                onChange={(event) =>
                  setQuery({
                    flags: (event.currentTarget.checked ? [...flags, name] : flags.filter((each) => each !== name)).join(','),
                    offset: '',
                  })
                }
              />{' '}
              {label}
            </label>
          ))}
        </fieldset>
      </form>
      <Missing loaded={loaded} what="groups" />
      {run.state === 'reading' && <Note>The log is still being read; more groups follow.</Note>}
      {page && page.forgotten > 0 && <Note>The oldest {page.forgotten.toLocaleString()} groups are not listed: the list holds the newest {page.indexed.toLocaleString()}.</Note>}
      {run.overview && run.overview.first_step > 1 && (
        <Note>The log keeps the groups from step {run.overview.first_step} on (history_steps); older ones have expired.</Note>
      )}
      {page && page.total === 0 && (
        <Note>{page.indexed === 0 ? 'There are no groups yet; the first come when the learner has issued prompts.' : 'No group matches. Take a filter away to see more.'}</Note>
      )}
      {page && page.total > 0 && (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label="Groups">
            <table class="groups">
              <thead>
                <tr>
                  <th>group</th>
                  <th>question</th>
                  <th>state</th>
                  <th class="n">reward</th>
                  <th class="n">lowest … highest</th>
                  <th class="n">spread</th>
                  <th class="n">tokens</th>
                </tr>
              </thead>
              <tbody>
                {page.groups.map((group) => (
                  <tr key={group.group}>
                    <th scope="row">
                      <a href={link('runs', run.name, 'groups', group.group)}>{group.group}</a>
                    </th>
                    <td class="question">
                      {visible(group.question) || '–'}
                      {group.failure && <small class="bad">{visible(group.failure)}</small>}
                    </td>
                    <td>
                      {group.state}
                      {group.flags
                        .filter((flag) => flag !== group.state)
                        .map((flag) => (
                          <small key={flag} class="flag">
                            {flagText(flag)}
                          </small>
                        ))}
                    </td>
                    <td class="n">{number(group.reward)}</td>
                    <td class="n">{group.lowest === null ? '–' : `${number(group.lowest, 2)} … ${number(group.highest, 2)}`}</td>
                    <td class="n">{number(group.spread)}</td>
                    <td class="n">{number(group.tokens, 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager offset={offset} limit={LIMIT} total={page.total} onOffset={(to) => setQuery({ offset: to === 0 ? '' : String(to) })} />
        </>
      )}
    </>
  );
}
