import { LEAK_KINDS, type LeakKind } from '../../records/leak-kind.ts';
import { TAKES_ALONG } from '../kinds.ts';
import { CHECKS } from './index.ts';

/** Evidence as it bears on kinds; that of earlier assessments names none. */
interface Piece {
  check: string;
  kind?: LeakKind | undefined;
  logOdds: number;
}

const KIND_OF_CHECK: ReadonlyMap<string, LeakKind> = new Map(CHECKS.map(({ name, kind }) => [name, kind]));

/** The kinds that a host shows to leak: those whose evidence speaks for a leak, without what another takes along. */
export function shownKinds(evidence: readonly Piece[]): LeakKind[] {
  const spoken = new Set(
    evidence.flatMap(({ check, kind, logOdds }) => (logOdds > 0 ? [kind ?? KIND_OF_CHECK.get(check)] : [])),
  );
  return LEAK_KINDS.filter(
    (kind) => spoken.has(kind) && ![...spoken].some((other) => other && TAKES_ALONG[other]?.includes(kind)),
  );
}

/** What tells of a host's leak: the witness of its likeliest kind, or the weightiest of what speaks for one. */
export function leadingEvidence<Term extends Piece>(host: {
  kinds?: readonly { witness: string }[] | undefined;
  evidence: readonly Term[];
}): Term | undefined {
  const witness = host.kinds?.[0]?.witness;
  const [weightiest] = host.evidence
    .filter(({ logOdds }) => logOdds > 0)
    .sort((a, b) => b.logOdds - a.logOdds);
  return host.evidence.find(({ check }) => check === witness) ?? weightiest;
}

/** The kinds of which a host's readings say anything, for or against a leak. */
export function judgedKinds(evidence: readonly Pick<Piece, 'check' | 'kind'>[]): LeakKind[] {
  const judged = new Set(evidence.flatMap(({ check, kind }) => [kind, KIND_OF_CHECK.get(check)]));
  return LEAK_KINDS.filter((kind) => judged.has(kind));
}
