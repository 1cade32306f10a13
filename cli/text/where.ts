import type { HostRef } from '../../lambdas/domain/records/host-key.ts';
import type { Whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { listed, prose, visible } from './terminal.ts';

/** Places that are told; of a place so many hosts. */
const SHOWN = { places: 10, hosts: 8 } as const;

/** In which account and region each of some hosts is: a line a place, none of a fleet that has one. */
export function whereLines<T extends HostRef>(
  hosts: readonly T[],
  where: Whereabouts,
  { look, nameOf }: { look: { columns: number }; nameOf: (host: T) => string },
): string[] {
  const groups = [...Map.groupBy(hosts, where.of)].filter(([place]) => place !== null);
  const left = groups.length - SHOWN.places;
  const lines = groups
    .slice(0, SHOWN.places)
    .map(([place, members]) => `In ${visible(place ?? '')}: ${listed(members.map(nameOf), SHOWN.hosts)}.`);
  return [...lines, ...(left > 0 ? [`In ${left} other accounts and regions: the rest.`] : [])].flatMap(
    (line) => prose(line, look),
  );
}
