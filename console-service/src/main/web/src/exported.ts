// The documents of an export: files beside the page, loaded by script tags, since a page that was opened from disk may
// fetch nothing. What a server would choose by its parameters is chosen here.
import type { AnswerPage, Curves, GroupPage, GroupRow, Line } from './api';

interface Export {
  run: string;
  written_millis: number;
  answers: number;
  documents: Record<string, number>;
  images: Record<string, number>;
}

interface Globals {
  preceptorExport?: string;
  preceptorDocument?: (number: number, json: string) => void;
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } };
}

const globals = globalThis as Globals;

/** What this export holds; nothing if the page comes from a server. */
export const exported: Export | undefined = globals.preceptorExport === undefined ? undefined : (JSON.parse(globals.preceptorExport) as Export);

/** Documents that are kept; more are loaded again. */
const MOST_KEPT = 64;
const kept = new Map<number, Promise<unknown>>();
const waiting = new Map<number, (document: unknown) => void>();

const policy = exported && globals.trustedTypes?.createPolicy('preceptor-export', { createScriptURL: own });

/** The address of a file of this export, and of nothing else. */
function own(url: string): string {
  if (!/^data\/\d{1,9}\.js$/.test(url)) {
    throw new TypeError('not a file of this export');
  }
  return url;
}

if (exported) {
  globals.preceptorDocument = (number, json) => {
    waiting.get(number)?.(JSON.parse(json));
    waiting.delete(number);
  };
}

function load(number: number): Promise<unknown> {
  const known = kept.get(number);
  if (known) {
    return known;
  }
  const loading = new Promise<unknown>((resolve, reject) => {
    const script = document.createElement('script');
    const url = `data/${number}.js`;
    waiting.set(number, resolve);
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      kept.delete(number);
      reject(new Error(url));
    };
    script.src = policy ? policy.createScriptURL(url) : own(url);
    document.head.append(script);
  });
  kept.set(number, loading);
  for (const oldest of kept.keys()) {
    if (kept.size > MOST_KEPT) {
      kept.delete(oldest);
    }
  }
  return loading;
}

function numberOf(paths: Record<string, number>, path: string): number | undefined {
  return Object.hasOwn(paths, path) ? paths[path] : undefined;
}

/** The document of a path, as a server would answer it; nothing if this export does not hold it. */
export async function fromExport(path: string): Promise<unknown> {
  const [base = '', text = ''] = path.split('?');
  const query = new URLSearchParams(text);
  const whole = numberOf(exported!.documents, path);
  const number = whole ?? numberOf(exported!.documents, base);
  if (number === undefined) {
    return undefined;
  }
  const found = await load(number);
  if (whole !== undefined) {
    return found;
  }
  const kind = base.slice(base.lastIndexOf('/') + 1);
  switch (kind) {
    case 'curves':
      return curves(found as Curves, query);
    case 'groups':
      return groups(found as GroupPage, query);
    case 'answers':
      return answers(found as AnswerPage, query);
    default:
      return found;
  }
}

/** The address of an image. */
export function imageAddress(path: string): string {
  const number = exported && numberOf(exported.images, path);
  return exported ? (number === undefined ? 'icon.svg' : `data/${number}.png`) : path;
}

function integer(query: URLSearchParams, name: string, otherwise: number): number {
  return query.has(name) ? Number(query.get(name)) || 0 : otherwise;
}

function curves(all: Curves, query: URLSearchParams): Curves {
  const from = integer(query, 'from', 0);
  const to = integer(query, 'to', Number.MAX_SAFE_INTEGER);
  const inside = all.steps.map((step) => step >= from && step <= to);
  const pick = <T>(values: T[]) => values.filter((_, i) => inside[i]);
  const lines: Record<string, Line> = {};
  for (const name of (query.get('metrics') ?? '').split(',')) {
    const line = Object.hasOwn(all.lines, name) ? all.lines[name] : undefined;
    if (line) {
      lines[name] = { mean: pick(line.mean), low: pick(line.low), high: pick(line.high) };
    }
  }
  return { steps: pick(all.steps), millis: pick(all.millis), stepsPerPoint: all.stepsPerPoint, lines };
}

const ORDERS: Record<string, (row: GroupRow) => number | null> = {
  oldest: () => 0,
  lowest_reward: (row) => row.reward,
  highest_reward: (row) => (row.reward === null ? null : -row.reward),
  widest_spread: (row) => (row.spread === null ? null : -row.spread),
  longest: (row) => (row.tokens === null ? null : -row.tokens),
};

function groups(all: GroupPage, query: URLSearchParams): GroupPage {
  const flags = (query.get('flags') ?? '').split(',').filter(Boolean);
  const text = (query.get('text') ?? '').toLowerCase();
  const offset = integer(query, 'offset', 0);
  const order = query.get('order') ?? 'newest';
  const value = Object.hasOwn(ORDERS, order) ? ORDERS[order] : undefined;
  const matching = all.groups.filter(
    (row) =>
      row.step >= integer(query, 'from', 0) &&
      row.step <= integer(query, 'to', Number.MAX_SAFE_INTEGER) &&
      flags.every((flag) => row.flags.includes(flag)) &&
      row.question.toLowerCase().includes(text),
  );
  // The export lists the newest first. What has no value comes last, as from a server.
  if (value) {
    const rank = (row: GroupRow) => value(row) ?? Number.MAX_VALUE;
    matching.sort((a, b) => rank(a) - rank(b) || a.step - b.step || a.slot - b.slot);
  }
  return { ...all, total: matching.length, groups: matching.slice(offset, offset + integer(query, 'limit', 50)) };
}

function answers(all: AnswerPage, query: URLSearchParams): AnswerPage {
  const which = query.get('which') ?? 'all';
  const matching = which === 'all' ? all.answers : all.answers.filter((answer) => answer.correct === (which === 'right'));
  const offset = integer(query, 'offset', 0);
  return { ...all, total: matching.length, answers: matching.slice(offset, offset + integer(query, 'limit', 20)) };
}
