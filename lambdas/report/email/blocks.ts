import type { Verdict } from '../../domain/records/verdict.ts';
import type { RiskBand } from '../../domain/scoring/risk-words.ts';
import type { Tone } from '../report.ts';

/** What the e-mail says, section by section; HTML and text only lay it out. All texts are plain. */
export interface EmailContent {
  title: string;
  tone: Tone;
  headline: string;
  /** What else must be said at once; may be empty. */
  detail: string;
  /** Which fleet and week. */
  about: string;
  sections: EmailSection[];
  link: { text: string; url: string } | null;
  /** How old all of it is, and who says so. */
  footer: string[];
}

export interface EmailSection {
  title: string;
  blocks: Block[];
}

export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: Item[]; more: string | null }
  | { kind: 'links'; links: TextLink[]; more: string | null }
  | { kind: 'entries'; caption: string; head: [string, string]; entries: Entry[]; more: string | null }
  | { kind: 'table'; caption: string; columns: EmailColumn[]; rows: string[][]; more: string | null };

/** A name that leads to a web page, where one is known, and what is there. */
export interface TextLink {
  lead: string;
  url: string | null;
  text: string;
}

export interface Item {
  /** Read first, and set apart. */
  lead: string;
  text: string;
  /** The lead's colour, where it has one. */
  tone?: Tone;
}

/** A host: who, and beside it what and when. */
export interface Entry {
  title: string;
  badge: { verdict: Verdict; text: string };
  risk: { band: RiskBand; text: string };
  under: string;
  lines: Item[];
}

export interface EmailColumn {
  title: string;
  isNumber: boolean;
}

/** The first so many, and how many that leaves, in words. */
export function capped<T>(
  all: readonly T[],
  maximum: number,
  pointer: (more: number) => string,
): { shown: T[]; more: string | null } {
  const more = all.length - maximum;
  return { shown: all.slice(0, maximum), more: more > 0 ? pointer(more) : null };
}
