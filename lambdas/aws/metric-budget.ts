import type { Group } from '../domain/audit/fleet-summary.ts';
import { sumOfKnown } from '../domain/audit/host-figures.ts';
import { OTHER } from '../telemetry.ts';

/** Folds the smallest group of the longer list into `other` until both fit. None where there is no room for two. */
export function withinBudget(
  roles: readonly Group[],
  releases: readonly Group[],
  maximum: number,
): [Group[], Group[]] {
  if (maximum < 2) return [[], []];
  let groups: [Group[], Group[]] = [[...roles], [...releases]];
  while (groups[0].length + groups[1].length > maximum) {
    const [first, second] = groups;
    groups = first.length > second.length ? [foldSmallest(first), second] : [first, foldSmallest(second)];
  }
  return groups;
}

function foldSmallest(groups: readonly Group[]): Group[] {
  const others = groups.filter(({ name }) => name === OTHER);
  const named = groups.filter(({ name }) => name !== OTHER);
  const folded = [...others, ...named.slice(others.length > 0 ? -1 : -2)];
  return [
    ...named.slice(0, named.length - (folded.length - others.length)),
    folded.reduce((sum, group) => ({
      name: OTHER,
      hosts: sum.hosts + group.hosts,
      stuckStreams: sumOfKnown([sum.stuckStreams, group.stuckStreams]),
      deadSockets: sumOfKnown([sum.deadSockets, group.deadSockets]),
    })),
  ];
}
