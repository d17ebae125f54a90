// What the pages share: where they are, what the server says has changed, and documents that are kept current.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure, get } from './api';
import { exported } from './exported';

/** The address after the #: parts of the path, and parameters. */
export interface Route {
  parts: string[];
  query: URLSearchParams;
}

function read(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { parts: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const changed = () => setRoute(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

export function link(...parts: string[]): string {
  return '#/' + parts.map(encodeURIComponent).join('/');
}

/** Replaces the parameters of the address; the page that shows them hears of it. */
export function setQuery(changes: Record<string, string>): void {
  const { parts, query } = read();
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  const text = query.toString();
  history.replaceState(null, '', link(...parts) + (text ? '?' + text : ''));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** What the server last said of each run; a text that differs when something has changed. */
export type News = Record<string, string>;

export function useNews(enabled: boolean): { news: News; connected: boolean } {
  const [news, setNews] = useState<News>({});
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const source = new EventSource('api/events');
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = (event) => {
      setConnected(true);
      setNews((JSON.parse(event.data as string) as { runs: News }).runs);
    };
    return () => source.close();
  }, [enabled]);
  return { news, connected };
}

export interface Loaded<T> {
  value?: T;
  failure?: Failure;
}

const AGAIN_MILLIS = 3000;

/** A document that is asked for again when `version` changes. The old one stays until the new one is there. */
export function useDocument<T>(path: string | null, version: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  const [tries, setTries] = useState(0);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (path === null) {
      return;
    }
    if (shown.current !== path) {
      shown.current = path;
      setLoaded({});
    }
    const abort = new AbortController();
    let timer = 0;
    get<T>(path, abort.signal).then(
      (value) => setLoaded({ value }),
      (failure: unknown) => {
        if (!abort.signal.aborted) {
          setLoaded((before) => ({ value: before.value, failure: failure as Failure }));
          if (!exported) {
            timer = window.setTimeout(() => setTries((n) => n + 1), AGAIN_MILLIS);
          }
        }
      },
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, version, tries]);
  return loaded;
}

/** A text that follows another one when that has rested for a while. */
export function useRested(text: string, millis = 250): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), millis);
    return () => clearTimeout(timer);
  }, [text, millis]);
  return rested;
}
