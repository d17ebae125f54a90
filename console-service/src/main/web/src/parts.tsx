// Small parts that several pages show.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { imageAddress } from './exported';
import { visible } from './format';
import type { Loaded } from './hooks';

export function State({ state }: { state: string }) {
  return <span class={`state ${state}`}>{state}</span>;
}

export function Note({ children }: { children: ComponentChildren }) {
  return <p class="note">{children}</p>;
}

/** What is shown while a document is not there, and that it is old where it could not be renewed. */
export function Missing({ loaded, what }: { loaded: Loaded<unknown>; what: string }) {
  if (loaded.failure) {
    return (
      <p class="note warn" role="status">
        {loaded.failure.message}
      </p>
    );
  }
  return loaded.value === undefined ? <Note>Loading {what}…</Note> : null;
}

export function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <span class="copy">
      <code>{text}</code>{' '}
      <button
        type="button"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => setCopied(true));
        }}
      >
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}

export function Pager({
  offset,
  limit,
  total,
  onOffset,
}: {
  offset: number;
  limit: number;
  total: number;
  onOffset: (offset: number) => void;
}) {
  if (total <= limit && offset === 0) {
    return null;
  }
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - limit))}>
        ← back
      </button>
      <span>
        {offset + 1} to {Math.min(offset + limit, total)} of {total.toLocaleString()}
      </span>
      <button type="button" disabled={offset + limit >= total} onClick={() => onOffset(offset + limit)}>
        further →
      </button>
    </nav>
  );
}

const THINK = /^([\s\S]*?)<think>([\s\S]*?)(<\/think>|$)([\s\S]*)$/;

/** A response as text: the reasoning folded, the rest open. Never as HTML. */
export function ResponseText({ text: written, open }: { text: string; open?: boolean }) {
  const text = visible(written);
  const found = THINK.exec(text);
  if (!found) {
    return <p class="response">{text || '(empty)'}</p>;
  }
  const [, before = '', thinking = '', end = '', after = ''] = found;
  return (
    <>
      {before.trim() && <p class="response">{before.trim()}</p>}
      <details open={open ?? false}>
        <summary>
          reasoning, {thinking.trim().split(/\s+/).filter(Boolean).length} words{end ? '' : ', not ended'}
        </summary>
        <p class="response thinking">{thinking.trim()}</p>
      </details>
      <p class="response">{after.trim() || (end ? '(nothing after the reasoning)' : '(no answer: cut)')}</p>
    </>
  );
}

/** An image that can be enlarged. */
export function Picture({ path, question }: { path: string; question: string }) {
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
