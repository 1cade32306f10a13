import type { AssessedHost } from '../records/assessment.ts';
import type { LeakKind } from '../records/leak-kind.ts';
import { SUSPECTED_FROM } from '../scoring/decide-verdict.ts';
import { TAKES_ALONG } from '../scoring/kinds.ts';

/**
 * The kinds of leak that a host's finding is about, strongest first: the strongest, and each other that would be a
 * finding by itself, without what another of them takes along. At least one; assessments of earlier versions know no
 * other than TCP memory.
 */
export function foundKinds({ kinds = [] }: Pick<AssessedHost, 'kinds'>): LeakKind[] {
  const found = kinds
    .filter(({ probability }, index) => index === 0 || probability >= SUSPECTED_FROM.statistics)
    .map(({ kind }) => kind);
  const isTaken = (kind: LeakKind) => found.some((other) => TAKES_ALONG[other]?.includes(kind));
  const apart = found.filter((kind) => !isTaken(kind));
  return apart.length === 0 ? ['tcp-memory'] : apart;
}

/** Of these kinds those that nobody has accepted on the host. */
export const openKinds = (host: Pick<AssessedHost, 'kinds' | 'acknowledgedKinds'>): LeakKind[] =>
  foundKinds(host).filter((kind) => !host.acknowledgedKinds?.includes(kind));
