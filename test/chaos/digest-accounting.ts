import type { ChaosResult } from './run-chaos.ts';

/** What was found wrong with the digests of findings. */
export interface DigestAccounting {
  readonly digests: number;
  /** Second digests of a scoring, though no run of it failed or was cut off behind the first, and its answer was heard. */
  readonly extraDigests: string[];
}

export function accountDigests({ endpoint, attempts, unheard }: ChaosResult): DigestAccounting {
  const notices = endpoint.notices().map(({ at, text }) => ({ at, scoring: text.split('\n', 1)[0] ?? '' }));
  const isUnknown = (at: Date) =>
    unheard.some((instant) => instant.getTime() === at.getTime()) ||
    attempts.some(
      ({ verb, ending, startedAt, endedAt }) =>
        verb === 'score' && ending !== 'done' && startedAt <= at && at <= endedAt,
    );
  const notLast = [...Map.groupBy(notices, ({ scoring }) => scoring).values()].flatMap((of) =>
    of.slice(0, -1),
  );
  return {
    digests: notices.length,
    extraDigests: notLast
      .filter(({ at }) => !isUnknown(at))
      .map(({ at, scoring }) => `${scoring} was mailed at ${at.toISOString()}, known, and again`),
  };
}
