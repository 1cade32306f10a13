import type { ChaosResult } from './run-chaos.ts';

/** What was found of the events about findings. */
export interface EventAccounting {
  readonly events: number;
  /** Of these, such whose scoring was given up before its assessment was archived: the next one tells them anew. */
  readonly retold: number;
  /** Findings told under one id with different words, or of a scoring that ended well and left no assessment. */
  readonly otherEvents: string[];
}

/** @param archived instants of the archive's assessments */
export function accountEvents(
  { endpoint, attempts }: ChaosResult,
  archived: ReadonlySet<string>,
): EventAccounting {
  const told = endpoint.events().map(({ detail }) => detail as { id: string; assessedAt: string });
  const givenUp = new Set(
    attempts
      .filter(({ verb, isGivenUp }) => verb === 'score' && isGivenUp)
      .map(({ scheduledAt }) => scheduledAt.getTime()),
  );
  const unarchived = told.filter(({ assessedAt }) => !archived.has(assessedAt));
  const isRetold = ({ assessedAt }: { assessedAt: string }) => givenUp.has(Date.parse(assessedAt));
  const texts = Map.groupBy(told, ({ id }) => id);
  return {
    events: told.length,
    retold: unarchived.filter(isRetold).length,
    otherEvents: [
      ...unarchived
        .filter((event) => !isRetold(event))
        .map(({ id }) => `${id} is of an assessment that the archive lacks`),
      ...[...texts]
        .filter(([, of]) => new Set(of.map((detail) => JSON.stringify(detail))).size > 1)
        .map(([id]) => `${id} was told twice, in other words`),
    ],
  };
}
