import type { KeptAcknowledgement } from '../../lambdas/domain/assess/archived-acknowledgements.ts';
import type { UsedAcknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';

/** An acknowledgement as a list shows it. */
export interface ListedAcknowledgement extends UsedAcknowledgement {
  state: 'in-force' | 'not-yet' | 'expired' | 'withdrawn';
  withdrawnAt: string | null;
}

/** Those of the archive and of the configuration, the first to end first. */
export function listedAcknowledgements(
  kept: readonly KeptAcknowledgement[],
  configured: readonly UsedAcknowledgement[],
  at: Date,
): ListedAcknowledgement[] {
  const archived = kept.map(({ schema: _, ...entry }) => ({ ...entry, source: 'archive' as const }));
  return [...configured.map((entry) => ({ ...entry, withdrawnAt: null })), ...archived]
    .map((entry) => ({ ...entry, state: stateOf(entry, at) }))
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
}

function stateOf(
  { acknowledgedAt, withdrawnAt, until }: UsedAcknowledgement & { withdrawnAt: string | null },
  at: Date,
): ListedAcknowledgement['state'] {
  const isBy = (instant: string) => Date.parse(instant) <= at.getTime();
  if (withdrawnAt !== null && isBy(withdrawnAt)) return 'withdrawn';
  if (isBy(until)) return 'expired';
  return acknowledgedAt !== undefined && !isBy(acknowledgedAt) ? 'not-yet' : 'in-force';
}
