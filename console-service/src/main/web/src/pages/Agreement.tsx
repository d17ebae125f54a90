import { runPath, type Run } from '../api';
import { number, percent, visible } from '../format';
import { link, setQuery, useDocument, type Route } from '../hooks';
import { Missing, Note } from '../parts';
import type { AgreementReport, PairAgreement } from '../reviews';

/** Whether the run's judges say what clinicians say. */
export function Agreement({ run, route }: { run: Run; route: Route }) {
  const rule = route.query.get('only') ?? '';
  const loaded = useDocument<AgreementReport>(`${runPath(run.name)}/reviews/agreement?${new URLSearchParams({ rule })}`, '');
  const report = loaded.value;
  return (
    <>
      <div class="bar">
        <label>
          texts chosen by{' '}
          <select value={rule} onChange={(event) => setQuery({ only: event.currentTarget.value })}>
            <option value="">any rule</option>
            <option value="random">random</option>
            <option value="disagree">judges disagree</option>
            <option value="longest">longest first</option>
          </select>
        </label>
        {report && <span class="hint">{report.texts} texts judged</span>}
      </div>
      <Missing loaded={loaded} what="reviews" />
      {report && report.texts === 0 && (
        <Note>
          Nobody has reviewed {rule ? 'such texts' : 'anything'} yet. <a href={link('runs', run.name, 'review')}>Review</a> begins.
        </Note>
      )}
      {report && report.texts > 0 && (
        <>
          <p class="help">
            κ (Cohen's kappa) is 1 where two always agree and 0 where they agree no more often than by chance. The interval (95 %) takes all responses to one question as one
            observation. Only texts chosen at random say how it is over the whole run.
          </p>
          {rule === '' && Object.keys(report.rules).some((name) => name !== 'random') && (
            <Note>Some of these texts were not chosen at random: {Object.entries(report.rules).map(([name, n]) => `${n} ${name || 'by no rule'}`).join(', ')}.</Note>
          )}
          {report.judges.length === 0 && <Note>No judge of this run has judged these texts.</Note>}
          {report.judges.map((judge) => (
            <section key={judge.judge}>
              <h2>Clinicians and judge {visible(judge.judge)}</h2>
              <div class="agreement">
                <Confusion first="clinicians" second={judge.judge} of={judge.all} />
                <Pairs rows={[['all', judge.all], ...Object.entries(judge.question_types)]} head="question" label={`Agreement with ${judge.judge} by type of question`} />
              </div>
            </section>
          ))}
          {report.reviewers.length > 0 && (
            <section>
              <h2>Between clinicians</h2>
              <Pairs rows={report.reviewers.map((pair) => [`${pair.first} and ${pair.second}`, pair.all])} head="reviewers" label="Agreement between clinicians" />
            </section>
          )}
          <section>
            <h2>Who has reviewed</h2>
            <ul>
              {Object.entries(report.reviews).map(([name, n]) => (
                <li key={name}>
                  {visible(name)}: {n} {n === 1 ? 'response' : 'responses'}
                </li>
              ))}
            </ul>
            <p class="help">{report.blinded} of these reviews were blinded.</p>
          </section>
        </>
      )}
    </>
  );
}

function Confusion({ first, second, of }: { first: string; second: string; of: PairAgreement }) {
  return (
    <table class="confusion">
      <caption>
        {visible(second)} across, {first} down
      </caption>
      <thead>
        <tr>
          <td />
          <th class="n">yes</th>
          <th class="n">no</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">yes</th>
          <td class="n same">{of.yes_yes}</td>
          <td class="n">{of.yes_no}</td>
        </tr>
        <tr>
          <th scope="row">no</th>
          <td class="n">{of.no_yes}</td>
          <td class="n same">{of.no_no}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Pairs({ rows, head, label }: { rows: [string, PairAgreement][]; head: string; label: string }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th>{head}</th>
            <th class="n">κ</th>
            <th class="n">agree</th>
            <th class="n">texts</th>
            <th class="n">groups</th>
            <th class="n">undecided</th>
            <th class="n">unscorable</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <th scope="row">{visible(name)}</th>
              <td class="n">
                {of.kappa === null ? '–' : number(of.kappa, 2)}
                {of.low !== null && of.high !== null && (
                  <small>
                    {number(of.low, 2)} … {number(of.high, 2)}
                  </small>
                )}
              </td>
              <td class="n">{of.agreement === null ? '–' : percent(of.agreement)}</td>
              <td class="n">{of.n}</td>
              <td class="n">{of.groups}</td>
              <td class="n">{of.undecided}</td>
              <td class="n">{of.unscorable}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
