import type { AssessedHost } from '../records/assessment.ts';
import type { Disbelief, Evidence } from '../records/evidence.ts';
import { LEAK_KIND_WORDS, type LeakKind } from '../records/leak-kind.ts';
import { countsLeak, isLevel } from './checks/index.ts';

/** Why growth that is there counts for nothing. */
const DISBELIEFS: Readonly<Record<Disbelief, string>> = {
  load: 'not counted: traffic explains this growth',
  unclear: 'not counted: the growth is not clear, its interval includes zero',
  brief: 'not counted yet: a few samples do not tell growth from chance or from the hour',
  'in-use': 'not counted: more connections are in use, each by a stream that moves and has a timer',
  'levels-off': 'not counted: this growth levels off',
  neighbour: "not counted: another program's sockets on the host grow as fast",
  step: 'not counted: it rose once, in a step, and has not grown since',
  echo: 'not counted again: it follows from the evidence above',
};

/** What the sum is about; none where nothing speaks for a leak. Assessments of earlier versions name no kinds. */
export const leadingKind = ({ kinds, evidence }: Pick<AssessedHost, 'kinds' | 'evidence'>) =>
  kinds === undefined ? evidence[0]?.kind : kinds[0]?.kind;

type Term = Pick<Evidence, 'check' | 'logOdds' | 'growthPerDay' | 'kind' | 'because' | 'loadUnknown'>;

/**
 * Why a piece of evidence weighs what it does in the sum.
 * @param leading the kind of leak that the sum is about
 */
export function termReason(term: Term, leading: LeakKind | undefined): string {
  const { check, logOdds, because, kind, growthPerDay, loadUnknown } = term;
  const isGrowing = (growthPerDay?.low ?? 0) > 0;
  const isOfNoGrowth = growthPerDay === null;
  // What shows nothing repeats nothing.
  if (because !== undefined && (because !== 'echo' || isGrowing || isOfNoGrowth)) return DISBELIEFS[because];
  if (logOdds > 0) {
    if (isLevel(check)) return 'a reason to suspect a leak, though it need not grow';
    if (countsLeak(term)) return 'counts the leak itself';
    return loadUnknown ? 'grows, though nobody read the traffic' : 'grows beyond what traffic explains';
  }
  if (logOdds < 0)
    return loadUnknown && isGrowing
      ? 'nobody read the traffic, which may explain this growth'
      : 'does not grow as a leak would';
  if (kind !== undefined && kind !== leading && leading !== undefined)
    return `not counted: ${isGrowing ? `speaks of ${LEAK_KIND_WORDS[kind]}, and the sum is about` : `shows nothing of its own beside`} ${LEAK_KIND_WORDS[leading]}`;
  return isGrowing ? 'not counted: as likely without a leak' : 'not counted: no growth to weigh';
}
