import type { Version } from '../records/version.ts';
import { type Advisory, type AdvisoryMatch, type Category, matchAdvisory } from './advisory.ts';

/**
 * What an advisory is about, most pressing first: the project looks for hosts whose TCP memory and streams leak, so
 * what holds sockets stands before what only holds memory, and both before crashes and security.
 */
const CONCERNS = [
  { concern: 'tcp-memory', leaks: 'sockets', categories: ['sockmem'] },
  { concern: 'stuck', leaks: 'sockets', categories: ['stream-stuck', 'conn-leak', 'fd-leak'] },
  { concern: 'growth', leaks: 'memory', categories: ['mem-leak', 'pileup'] },
  { concern: 'crash-or-security', leaks: null, categories: ['security', 'crash', 'spin', 'deadlock'] },
  { concern: 'other', leaks: null, categories: ['queue', 'timeouts', 'reload', 'cli-hazard'] },
] as const satisfies readonly {
  concern: string;
  /** What is never given back: `sockets` with the streams and the TCP memory on them, or `memory` of the process alone. */
  leaks: 'sockets' | 'memory' | null;
  categories: readonly Category[];
}[];
export type Concern = (typeof CONCERNS)[number]['concern'];

/** Upstream's own order of gravity. */
const TAGS = ['BUG/CRITICAL', 'BUG/MAJOR', 'BUG/MEDIUM', 'BUG/MINOR'] as const satisfies Advisory['tag'][];

/** The advisories that affect a version, the most pressing first. */
export function rankedMatches(version: Version, advisories: readonly Advisory[]): AdvisoryMatch[] {
  return advisories
    .map((advisory) => matchAdvisory(advisory, version))
    .filter((match) => match !== null)
    .sort(compareMatches);
}

/** What an advisory is about: the most pressing of its categories. */
export function concernOf({ categories }: Advisory): Concern {
  // Met only by programs that ask at the runtime API, whatever it then leaks or breaks.
  if (categories.includes('cli-hazard')) return 'other';
  const entry = CONCERNS.find((entry) => entry.categories.some((category) => categories.includes(category)));
  return entry?.concern ?? 'other';
}

/** Whether a concern is about sockets, streams or memory that are never given back. */
export function isLeak(concern: Concern): boolean {
  return leaksOf(concern) !== null;
}

/** Whether sockets are among it: what only takes memory of the process doesn't explain TCP memory. */
export function leaksSockets(concern: Concern): boolean {
  return leaksOf(concern) === 'sockets';
}

const leaksOf = (concern: Concern) => CONCERNS.find((entry) => entry.concern === concern)?.leaks ?? null;

function compareMatches(a: AdvisoryMatch, b: AdvisoryMatch): number {
  return (
    concernRank(a) - concernRank(b) ||
    Number(isReverted(a)) - Number(isReverted(b)) ||
    // A bug of a feature that most fleets don't use stands after those that every host meets.
    Number(a.advisory.needsOptionalFeature) - Number(b.advisory.needsOptionalFeature) ||
    TAGS.indexOf(a.advisory.tag) - TAGS.indexOf(b.advisory.tag) ||
    Number(a.status === 'probable') - Number(b.status === 'probable') ||
    a.advisory.id.localeCompare(b.advisory.id)
  );
}

function concernRank({ advisory }: AdvisoryMatch): number {
  return CONCERNS.findIndex(({ concern }) => concern === concernOf(advisory));
}

/** No release helps against a fix that was taken back everywhere, so it says little about what to run. */
export function isReverted({ confidence }: AdvisoryMatch): boolean {
  return confidence === 'reverted';
}
