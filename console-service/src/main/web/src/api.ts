// The documents of the server, and how they are asked for. Every text in them may come from a model and is hostile.

import { exported, fromExport } from './exported';

export interface Evaluation {
  version: number;
  millis: number;
  metrics: Record<string, number>;
  low: number | null;
  high: number | null;
  questions: number;
}

export interface Overview {
  step: number;
  max_steps: number;
  prompts_per_step: number;
  generations: number;
  last_millis: number;
  metrics: string[];
  last: Record<string, number>;
  evaluation: Evaluation | null;
  groups: number;
  trained: number;
  skipped: number;
  failed: number;
  first_step: number;
  dead_letters: number;
  unreadable: number;
}

export interface Run {
  name: string;
  state: string;
  why: string;
  model: string;
  algorithm: string;
  rewards: string[];
  judges: string[];
  started_millis: number;
  code: string;
  recipe?: string;
  overview?: Overview;
}

export interface Line {
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

export interface Curves {
  steps: number[];
  millis: number[];
  stepsPerPoint: number;
  lines: Record<string, Line>;
}

export interface GroupRow {
  group: string;
  step: number;
  slot: number;
  state: string;
  question: string;
  failure: string;
  policy_version: number;
  responses: number;
  reward: number | null;
  lowest: number | null;
  highest: number | null;
  spread: number | null;
  tokens: number | null;
  flags: string[];
}

export interface GroupPage {
  total: number;
  indexed: number;
  forgotten: number;
  groups: GroupRow[];
}

export interface Criterion {
  name: string;
  value: number | null;
  weight: number;
  check: string;
  why: string;
}

export interface JudgeWord {
  judge: string;
  verdict: string;
  late: boolean;
  yes: number | null;
  no: number | null;
  why: string;
}

export interface ResponseDoc {
  text: string;
  finish: string;
  tokens: number;
  thinking_tokens: number | null;
  reward: number | null;
  advantage: number | null;
  criteria: Criterion[];
  verdicts: JudgeWord[];
  pieces: string[];
  logprobs: number[];
}

export interface Group {
  run: string;
  group: string;
  state: string;
  failure: string;
  expired: boolean;
  question: string;
  choices: string[];
  answer: string;
  image: boolean;
  responses: ResponseDoc[];
  facts: { name: string; value: string }[];
  command: string;
  before: string;
  after: string;
}

export interface Answer {
  row: number;
  answer: string;
  response: string;
  correct: boolean;
  why: string;
}

export interface AnswerPage {
  version: number;
  total: number;
  answers: Answer[];
}

export interface Flips {
  from: number;
  to: number;
  compared: number;
  gained: number;
  lost: number;
  pairs: { before: Answer; after: Answer }[];
}

export interface Fleet {
  step: number;
  alive: boolean;
  waits: { what: string; groups: string[]; from: string; since_millis: number }[];
  services: { name: string; lag: number; workers: { name: string; partitions: number[] }[] }[];
}

/** What went wrong with a request; `status` is 0 where nobody answers. */
export class Failure extends Error {
  constructor(readonly status: number) {
    super(
      status === 0
        ? 'The console does not answer. It may have been stopped; this page tries again by itself.'
        : status === 404
          ? 'There is nothing here: it is not in the log (yet), or the log no longer has it.'
          : status === 410
            ? 'This export does not hold it. Open the run with preceptor console to see all of it.'
          : status === 429
            ? 'Too many requests; trying again soon.'
            : status === 503
              ? 'The broker does not answer; trying again soon.'
              : `The console answers with status ${status}.`,
    );
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  if (exported) {
    const found = await fromExport(path);
    if (found === undefined) {
      throw new Failure(410);
    }
    return found as T;
  }
  let response: Response;
  try {
    response = await fetch(path, { signal, credentials: 'same-origin' });
  } catch (e) {
    if (signal?.aborted) {
      throw e;
    }
    throw new Failure(0);
  }
  if (!response.ok) {
    throw new Failure(response.status);
  }
  return (await response.json()) as T;
}

export async function login(token: string): Promise<number> {
  const response = await fetch('api/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.status;
}

export function runPath(run: string): string {
  return `api/runs/${encodeURIComponent(run)}`;
}
