import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { runPath, type Run } from '../api';
import { number, visible } from '../format';
import { setQuery, useDocument, type Route } from '../hooks';
import { Missing, Note, Picture, ResponseText } from '../parts';
import { newId, rememberedName, rememberName, write, type ReviewItem, type ReviewQueue, type Verdict } from '../reviews';

const RULES: [string, string][] = [
  ['random', 'random (recommended)'],
  ['disagree', 'judges disagree'],
  ['longest', 'longest first'],
];

/** A person judges responses, one at a time. What was chosen is in the address, so that a reload goes on. */
export function Review({ run, route }: { run: Run; route: Route }) {
  const session = useDocument<{ role: string }>('api/session', '');
  const [name, setName] = useState(rememberedName);
  const begun = route.query.has('rule') && name !== '';
  return (
    <>
      <Missing loaded={session} what="what you may do" />
      {session.value?.role === 'viewer' && (
        <Note>This session can look but not review. Ask for the reviewers' token, and open the page with it.</Note>
      )}
      {session.value &&
        (begun ? (
          <Reviewing run={run} route={route} name={name} mayWrite={session.value.role === 'reviewer'} />
        ) : (
          <Begin run={run} route={route} name={name} onName={setName} />
        ))}
    </>
  );
}

function Begin({ run, route, name, onName }: { run: Run; route: Route; name: string; onName: (name: string) => void }) {
  const [typed, setTyped] = useState(name);
  const [rule, setRule] = useState(route.query.get('rule') ?? 'random');
  const [seed, setSeed] = useState(route.query.get('seed') ?? '1');
  const [groups, setGroups] = useState(route.query.get('groups') ?? '20');
  const [blinded, setBlinded] = useState(route.query.get('blinded') !== 'no');
  const begin = (event: Event) => {
    event.preventDefault();
    const given = typed.trim();
    rememberName(given);
    onName(given);
    setQuery({
      rule,
      seed,
      groups,
      blinded: blinded ? '' : 'no',
      to: route.query.get('to') ?? String(Math.max(1, run.overview?.step ?? 1)),
      at: '',
    });
  };
  return (
    <section>
      <h2>Review what the model reasons</h2>
      <p>You read one response at a time, and say whether its reasoning is sound. Each verdict is kept in the run's log with your name.</p>
      <form class="begin" onSubmit={begin}>
        <label>
          your name
          <input required maxLength={64} value={typed} autocomplete="name" pattern="\s*[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’\(\)_\-]*" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <label>
          which responses
          <select value={rule} onChange={(event) => setRule(event.currentTarget.value)}>
            {RULES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label>
          groups
          <input type="number" required min={1} max={500} value={groups} onInput={(event) => setGroups(event.currentTarget.value)} />
        </label>
        <label>
          seed
          <input type="number" required min={0} max={1000000000} value={seed} onInput={(event) => setSeed(event.currentTarget.value)} />
        </label>
        <label class="check">
          <input type="checkbox" checked={blinded} onChange={(event) => setBlinded(event.currentTarget.checked)} /> blinded: hide the right answer, the reward,
          the policy version and what judges say
        </label>
        <button>begin</button>
      </form>
    </section>
  );
}

function Reviewing({ run, route, name, mayWrite }: { run: Run; route: Route; name: string; mayWrite: boolean }) {
  const base = runPath(run.name);
  const rule = route.query.get('rule') ?? 'random';
  const seed = route.query.get('seed') ?? '1';
  const parameters = new URLSearchParams({ rule, seed, groups: route.query.get('groups') ?? '20', reviewer: name });
  if (route.query.has('to')) {
    parameters.set('to', route.query.get('to') ?? '');
  }
  const loaded = useDocument<ReviewQueue>(`${base}/reviews/queue?${parameters}`, '');
  const [given, setGiven] = useState<Record<string, Verdict>>({});
  const queue = loaded.value;
  const items = queue?.items ?? [];
  const verdictOf = (at: number): Verdict | '' => given[items[at]?.subject ?? ''] ?? items[at]?.verdict ?? '';
  const firstOpen = items.findIndex((_, at) => verdictOf(at) === '');
  const asked = route.query.get('at');
  const at = asked === null || asked === '' ? (firstOpen < 0 ? items.length : firstOpen) : Math.min(items.length, Math.max(0, Number(asked) || 0));
  const done = items.filter((_, i) => verdictOf(i) !== '').length;
  const move = useCallback((to: number) => setQuery({ at: String(to) }), []);
  const subject = items[at]?.subject;
  return (
    <section class="review">
      <Missing loaded={loaded} what="what is to be reviewed" />
      {queue && (
        <p class="bar">
          <span>
            <b>{done}</b> of {items.length} responses judged by {visible(name)}
            <progress max={items.length || 1} value={done} aria-label="Responses judged" />
          </span>
          <button type="button" onClick={() => setQuery({ rule: '', at: '' })}>
            change what is reviewed
          </button>
        </p>
      )}
      {queue && items.length === 0 && <Note>No group is like that{rule === 'disagree' ? ': no two judges of this run contradict each other' : ' yet'}.</Note>}
      {queue && items.length > 0 && subject === undefined && (
        <Note>
          That was the last one. {done < items.length ? `${items.length - done} were passed over: ` : 'All are judged. Thank you. '}
          <button type="button" onClick={() => (done < items.length ? setQuery({ at: '' }) : move(0))}>
            {done < items.length ? 'go to the first of them' : 'look at them again'}
          </button>
        </Note>
      )}
      {subject !== undefined && (
        <Item
          key={subject}
          base={base}
          subject={subject}
          place={`${at + 1} of ${items.length}`}
          name={name}
          rule={rule}
          seed={Number(seed)}
          blinded={route.query.get('blinded') !== 'no'}
          mayWrite={mayWrite}
          verdict={verdictOf(at)}
          onVerdict={(verdict) => {
            setGiven((before) => ({ ...before, [subject]: verdict }));
            move(at + 1);
          }}
          onMove={(by) => move(Math.max(0, Math.min(items.length, at + by)))}
        />
      )}
    </section>
  );
}

interface ItemProps {
  base: string;
  subject: string;
  place: string;
  name: string;
  rule: string;
  seed: number;
  blinded: boolean;
  mayWrite: boolean;
  verdict: Verdict | '';
  onVerdict: (verdict: Verdict) => void;
  onMove: (by: number) => void;
}

function Item({ base, subject, place, name, rule, seed, blinded, mayWrite, verdict, onVerdict, onMove }: ItemProps) {
  const path = `${base}/reviews/item?${new URLSearchParams({ subject, blinded: String(blinded), reviewer: name })}`;
  const loaded = useDocument<ReviewItem>(path, '');
  const item = loaded.value;
  const [comment, setComment] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [saving, setSaving] = useState(false);
  const [keys, setKeys] = useState(true);
  const box = useRef<HTMLTextAreaElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const ids = useRef<Record<string, string>>({});
  const text = comment ?? item?.comment ?? '';
  useEffect(() => heading.current?.focus(), [item !== undefined]);
  const judge = async (chosen: Verdict) => {
    if (!item || item.too_long || !mayWrite || saving) {
      return;
    }
    setSaving(true);
    setSaid('saving…');
    const decision = `${chosen} ${text}`;
    const id = (ids.current[decision] ??= newId());
    const why = await write(base, { id, subject, verdict: chosen, comment: text, reviewer: name, text_sha256: item.text_sha256, blinded, rule, seed });
    setSaving(false);
    if (why === null) {
      onVerdict(chosen);
    } else {
      setSaid(`Not saved: ${why}. Press the key again to try again.`);
    }
  };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key === 'Escape' && target === box.current) {
        heading.current?.focus();
        return;
      }
      if (!keys || event.ctrlKey || event.altKey || event.metaKey || target.closest('input, textarea, select, dialog')) {
        return;
      }
      const action: (() => void) | undefined = {
        y: () => void judge('yes'),
        n: () => void judge('no'),
        u: () => void judge('unsure'),
        c: () => box.current?.focus(),
        j: () => onMove(1),
        ArrowRight: () => onMove(1),
        b: () => onMove(-1),
        ArrowLeft: () => onMove(-1),
      }[event.key];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        Response {place}
        {verdict && <span class={`verdict ${verdict}`}>you said {verdict}</span>}
      </h2>
      <Missing loaded={loaded} what="the response" />
      {item && (
        <>
          <div class="asked">
            {item.image && <Picture path={`${base}/groups/${item.group}/image`} question={visible(item.question)} />}
            <div>
              <p class="question">{visible(item.question)}</p>
              <ol class="choices" aria-label="Choices">
                {item.choices.map((choice, i) => {
                  const letter = 'ABCDEFGH'[i] ?? '?';
                  return (
                    <li key={letter} class={letter === item.answer ? 'right' : ''}>
                      {letter}: {visible(choice)}
                      {letter === item.answer && <small>right answer</small>}
                    </li>
                  );
                })}
              </ol>
            </div>
          </div>
          <article class="card" aria-label="What the model wrote">
            {item.too_long ? <Note>This response is too long to be reviewed here.</Note> : <ResponseText text={item.text} open />}
            {!item.blinded && (
              <p class="meta">
                policy version {item.policy_version}, reward {number(item.reward)}
                {item.verdicts?.map((word) => `, ${word.judge} says ${word.verdict}`)}
              </p>
            )}
          </article>
          <div class="judge">
            <p>
              <b>Is this reasoning sound?</b>
            </p>
            <div class="bar">
              {(['yes', 'no', 'unsure'] as const).map((each) => (
                <button key={each} type="button" class={`say ${each}`} aria-pressed={verdict === each} disabled={!mayWrite || item.too_long} onClick={() => void judge(each)}>
                  {each} <kbd>{each[0]}</kbd>
                </button>
              ))}
              <button type="button" onClick={() => onMove(-1)}>
                ← back <kbd>b</kbd>
              </button>
              <button type="button" onClick={() => onMove(1)}>
                next → <kbd>j</kbd>
              </button>
            </div>
            <p class={said.startsWith('Not') ? 'warn said' : 'said'} role="status">
              {said}
            </p>
            <label class="comment">
              comment, before the verdict; optional (key c, Esc leaves it)
              <textarea ref={box} rows={2} maxLength={2000} value={text} disabled={!mayWrite} onInput={(event) => setComment(event.currentTarget.value)} />
            </label>
            <label class="check">
              <input type="checkbox" checked={keys} onChange={(event) => setKeys(event.currentTarget.checked)} /> keys y, n, u, c, j, b and arrows
            </label>
          </div>
        </>
      )}
    </>
  );
}
