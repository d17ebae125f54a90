import { useEffect, useRef, useState } from 'preact/hooks';
import { runPath, type Group as Doc, type ResponseDoc, type Run } from '../api';
import { imageAddress } from '../exported';
import { number, signed, visible } from '../format';
import { link, useDocument } from '../hooks';
import { Copy, Missing, Note, ResponseText } from '../parts';

/** One group: the question once, its responses side by side. */
export function Group({ run, group, version }: { run: Run; group: string; version: string }) {
  // A trained group does not change any more; before, it is asked for again with the run.
  const [settled, setSettled] = useState(false);
  const path = `${runPath(run.name)}/groups/${encodeURIComponent(group)}`;
  const loaded = useDocument<Doc>(path, settled ? '' : version);
  const doc = loaded.value;
  const [coloured, setColoured] = useState(false);
  const [open, setOpen] = useState(false);
  useEffect(() => setSettled(doc !== undefined && ['trained', 'skipped', 'failed'].includes(doc.state)), [doc?.state, group]);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const to = event.key === 'ArrowLeft' ? doc?.before : event.key === 'ArrowRight' ? doc?.after : '';
      if (to && event.target === document.body && !event.ctrlKey && !event.altKey && !event.metaKey) {
        location.hash = link('runs', run.name, 'groups', to);
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [doc, run.name]);
  const near = (to: string | undefined, text: string) =>
    to ? <a href={link('runs', run.name, 'groups', to)}>{text}</a> : <span class="off">{text}</span>;
  return (
    <>
      <nav class="pager" aria-label="Groups">
        {near(doc?.before, '← group before')}
        <a href={link('runs', run.name, 'groups')}>all groups</a>
        {near(doc?.after, 'group after →')}
      </nav>
      <h2>
        Group {group} {doc && <small>{doc.state}</small>}
      </h2>
      <Missing loaded={loaded} what="the group" />
      {doc?.failure && <p class="note warn">It failed: {doc.failure}</p>}
      {doc?.expired && <Note>The log no longer has this group’s records, or does not have them yet. What the index remembers is in the list of groups.</Note>}
      {doc && (
        <>
          <section class="asked" aria-label="Question">
            {doc.image && <Picture path={`${path}/image`} question={doc.question} />}
            <div>
              <p class="question">{visible(doc.question)}</p>
              <ol class="choices">
                {doc.choices.map((choice, i) => {
                  const letter = String.fromCharCode(65 + i);
                  const right = letter === doc.answer;
                  return (
                    <li key={letter} class={right ? 'right' : ''}>
                      <b>{letter}</b> {visible(choice)} {right && <small>the right answer</small>}
                    </li>
                  );
                })}
              </ol>
            </div>
          </section>
          {doc.responses.length > 0 && (
            <div class="bar">
              <label>
                <input type="checkbox" checked={open} onChange={(event) => setOpen(event.currentTarget.checked)} /> show reasoning
              </label>
              <label>
                <input type="checkbox" checked={coloured} onChange={(event) => setColoured(event.currentTarget.checked)} /> colour tokens by
                log-probability
              </label>
              {coloured && <Scale />}
            </div>
          )}
          {doc.responses.length === 0 && !doc.failure && !doc.expired && <Note>No responses yet; they come when a rollout worker has sampled them.</Note>}
          <section class="responses" aria-label="Responses">
            {doc.responses.map((response, i) => (
              <Response key={i} response={response} at={i} coloured={coloured} open={open} />
            ))}
          </section>
          <section aria-label="Where it comes from">
            <h3>Where it comes from</h3>
            <p>
              <Copy text={doc.command} />
            </p>
            <dl class="facts">
              {doc.facts.map((fact) => (
                <div key={fact.name}>
                  <dt>{fact.name}</dt>
                  <dd>{fact.value}</dd>
                </div>
              ))}
            </dl>
          </section>
        </>
      )}
    </>
  );
}

function Picture({ path, question }: { path: string; question: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="picture" aria-label="Enlarge the image" onClick={() => dialog.current?.showModal()}>
        <img src={imageAddress(path)} alt={`Image of the question: ${question}`} />
      </button>
      <dialog ref={dialog} class="large" aria-label="The image, enlarged">
        <form method="dialog">
          <button>close</button>
        </form>
        <img src={imageAddress(path)} alt={`Image of the question: ${question}`} />
      </dialog>
    </>
  );
}

function Response({ response, at, coloured, open }: { response: ResponseDoc; at: number; coloured: boolean; open: boolean }) {
  const advantage = response.advantage;
  const tone = advantage === null || advantage === 0 ? 'even' : advantage > 0 ? 'up' : 'down';
  const depth = Math.min(3, Math.ceil(Math.abs(advantage ?? 0)));
  return (
    <article class="card" aria-label={`Response ${at}`}>
      <header>
        <h3>Response {at}</h3>
        <span>
          reward <b>{number(response.reward)}</b>
        </span>
        <span class={`advantage ${tone} t${depth}`} title="advantage: how much better than its group">
          {signed(advantage)}
        </span>
      </header>
      <p class="meta">
        {response.tokens} tokens{response.thinking_tokens !== null && `, ${response.thinking_tokens} thinking`}
        {response.finish === 'length' && <b class="bad"> cut at the limit</b>}
      </p>
      <div class="text">{coloured ? <Tokens response={response} /> : <ResponseText text={response.text} open={open} />}</div>
      {response.criteria.length > 0 && (
        <table class="criteria">
          <thead>
            <tr>
              <th>criterion</th>
              <th class="n">value</th>
              <th class="n">weight</th>
              <th>why</th>
            </tr>
          </thead>
          <tbody>
            {response.criteria.map((criterion) => (
              <tr key={criterion.name}>
                <th scope="row">{criterion.name}</th>
                <td class="n">{criterion.value === null ? 'left out' : number(criterion.value)}</td>
                <td class="n">× {number(criterion.weight)}</td>
                <td>
                  {criterion.check && <code>{criterion.check}</code>} {visible(criterion.why)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {response.verdicts.length > 0 && (
        <ul class="verdicts">
          {response.verdicts.map((word) => (
            <li key={word.judge}>
              <b>{word.judge}</b> <span class={`verdict ${word.verdict || 'none'}`}>{word.verdict || 'none'}</span>
              {word.yes !== null && word.no !== null && ` (yes ${number(word.yes, 2)}, no ${number(word.no, 2)})`} {visible(word.why)}
              {word.late && <b class="bad"> too late to count</b>}
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

const BOUNDS = [-0.01, -0.1, -0.5, -1.5, -3];

/** 0 is sure, 5 is a surprise. */
export function surprise(logprob: number): number {
  const found = BOUNDS.findIndex((bound) => logprob >= bound);
  return found < 0 ? BOUNDS.length : found;
}

function Tokens({ response }: { response: ResponseDoc }) {
  return (
    <p class="response tokens">
      {response.pieces.map((piece, i) => {
        const logprob = response.logprobs[i] ?? 0;
        return (
          <span key={i} class={`s${surprise(logprob)}`} title={`log-probability ${number(logprob)}`}>
            {/^\d+$/.test(piece) ? piece + ' ' : visible(piece)}
          </span>
        );
      })}
      {response.tokens > response.pieces.length && ' …'}
    </p>
  );
}

function Scale() {
  return (
    <span class="scale" aria-label="Scale: from sure to surprising">
      {['sure', '−0.01', '−0.1', '−0.5', '−1.5', 'below −3'].map((text, i) => (
        <span key={text} class={`s${i}`}>
          {text}
        </span>
      ))}
    </span>
  );
}
