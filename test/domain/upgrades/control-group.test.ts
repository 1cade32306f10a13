import { expect, it } from 'vitest';
import { controlGroup } from '../../../lambdas/domain/upgrades/control-group.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const kept = syntheticBins(1, { days: 2 });
const upgraded = syntheticBins(1, { days: 2, upgradeOnDay: 1 });

const host = (index: number, role: string | null) => ({
  hostId: `i-${String(index).padStart(5, '0')}`,
  role,
  leakProbability: ((index * 37) % 1000) / 1000,
});

it('holds hosts by their role, the likeliest to leak first, and none whose release changed', () => {
  const hosts = controlGroup();
  const bins = [1, 2, 3].map(() => [...kept]);
  hosts.add({ ...host(1, 'edge'), leakProbability: 0.1 }, bins[0] ?? []);
  hosts.add({ ...host(2, 'edge'), leakProbability: 0.9 }, bins[1] ?? []);
  hosts.add({ ...host(3, 'edge'), leakProbability: 1 }, upgraded);
  hosts.add({ ...host(4, null), leakProbability: 1 }, bins[2] ?? []);
  expect(hosts.binsOf('edge')).toEqual([bins[1], bins[0]]);
  expect(hosts.binsOf('edge')[0]).toBe(bins[1]);
  expect(hosts.binsOf(null)[0]).toBe(bins[2]);
  expect(hosts.binsOf('none')).toEqual([]);
});

it.each([
  { of: 'one role', roles: 1, held: 40 },
  { of: 'ten roles', roles: 10, held: 400 },
  { of: 'a role for each host', roles: 5000, held: 500 },
])('holds the likeliest of a fleet with $of, whatever order they come in', ({ roles, held }) => {
  const hosts = controlGroup();
  const fleet = Array.from({ length: 5000 }, (_, index) => ({
    likely: host(index, `role-${index % roles}`),
    bins: [...kept],
  }));
  for (const { likely, bins } of fleet) hosts.add(likely, bins);
  const found = [...new Set(fleet.map(({ likely }) => likely.role))].flatMap((role) => hosts.binsOf(role));
  expect(found).toHaveLength(held);
  const ranked = fleet.toSorted((a, b) => b.likely.leakProbability - a.likely.leakProbability);
  const due = [...Map.groupBy(ranked, ({ likely }) => likely.role).values()]
    .flatMap((own) => own.slice(0, 40))
    .sort((a, b) => b.likely.leakProbability - a.likely.leakProbability);
  const minimum = due[held - 1]?.likely.leakProbability ?? 1;
  const isHeld = new Set<unknown>(found);
  for (const { likely, bins } of due) {
    if (likely.leakProbability > minimum) expect(isHeld.has(bins), likely.hostId).toBe(true);
  }
});
