import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { compare } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN, printInstant, startOfBin } from '../../lambdas/domain/records/time.ts';

/** All bins of an archive, ordered by host and time: those of each three hours in which a host was asked. */
export function deriveBins(samples: Iterable<Sample>): Bin[] {
  const byStart = Map.groupBy(samples, ({ runAt }) => startOfBin(runAt));
  const bins = [...byStart].flatMap(([binAt, inBin]) => {
    const before = byStart.get(printInstant(Date.parse(binAt) - BIN)) ?? [];
    return deriveBinsAt([...before, ...inBin], binAt);
  });
  return bins.sort((a, b) => compare(hostOf(a), hostOf(b)) || compare(a.binAt, b.binAt));
}

const hostOf = ({ hostId, accountId, region }: Bin): string => `${hostId} ${accountId} ${region}`;
