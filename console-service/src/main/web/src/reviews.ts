// The documents of reviews, and how a verdict is written. Every text in them may come from a model and is hostile.
import type { JudgeWord } from './api';

export type Verdict = 'yes' | 'no' | 'unsure';

export interface ReviewQueue {
  criterion: string;
  rule: string;
  seed: number;
  to: number;
  done: number;
  items: { subject: string; verdict: Verdict | '' }[];
}

export interface ReviewItem {
  subject: string;
  group: string;
  responses: number;
  question: string;
  choices: string[];
  image: boolean;
  text: string;
  text_sha256: string;
  too_long: boolean;
  blinded: boolean;
  answer: string | null;
  policy_version: number | null;
  reward: number | null;
  verdicts: JudgeWord[] | null;
  verdict: Verdict | '';
  comment: string;
}

export interface PairAgreement {
  n: number;
  groups: number;
  yes_yes: number;
  yes_no: number;
  no_yes: number;
  no_no: number;
  undecided: number;
  unscorable: number;
  agreement: number | null;
  kappa: number | null;
  low: number | null;
  high: number | null;
}

export interface AgreementReport {
  criterion: string;
  texts: number;
  reviews: Record<string, number>;
  rules: Record<string, number>;
  blinded: number;
  judges: { judge: string; all: PairAgreement; question_types: Record<string, PairAgreement> }[];
  reviewers: { first: string; second: string; all: PairAgreement }[];
}

/** A verdict as it is sent. */
export interface Given {
  id: string;
  subject: string;
  verdict: Verdict;
  comment: string;
  reviewer: string;
  text_sha256: string;
  blinded: boolean;
  rule: string;
  seed: number;
}

/** Writes a verdict. Nothing is returned once it is in the log; else why it is not. */
export async function write(base: string, given: Given): Promise<string | null> {
  try {
    const response = await fetch(`${base}/reviews`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-Preceptor-Console': '1' },
      body: JSON.stringify(given),
    });
    if (response.status === 200 || response.status === 201) {
      return null;
    }
    if (response.status === 401) {
      return 'the session has ended; load the page again and enter the token';
    }
    const said = (await response.json()) as { said?: string };
    return said.said ?? `the console answers with status ${response.status}`;
  } catch {
    return 'the console does not answer';
  }
}

/** A name for a decision, the same for every time that it is sent. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const NAME = 'preceptor-reviewer';

/** The reviewer's name that this browser remembers. */
export function rememberedName(): string {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return ''; // storage is switched off
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // it is asked for again
  }
}
