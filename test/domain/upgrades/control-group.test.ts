import { expect, it } from 'vitest';
import { controlGroup } from '../../../lambdas/domain/upgrades/control-group.ts';

const host = (index: number, role: string | null) => ({
  hostId: `i-${String(index).padStart(5, '0')}`,
  role,
  leakProbability: ((index * 37) % 1000) / 1000,
});

it('holds hosts, the likeliest to leak first', () => {
  const hosts = controlGroup<string>();
  hosts.add({ ...host(1, 'edge'), leakProbability: 0.1 }, 'first');
  hosts.add({ ...host(2, 'edge'), leakProbability: 0.9 }, 'second');
  hosts.add({ ...host(4, null), leakProbability: 1 }, 'third');
  expect(hosts.members().map(({ host: { role }, held }) => [role, held])).toEqual([
    [null, 'third'],
    ['edge', 'second'],
    ['edge', 'first'],
  ]);
});

it.each([
  { of: 'one role', roles: 1, held: 40 },
  { of: 'ten roles', roles: 10, held: 400 },
  { of: 'a role for each host', roles: 5000, held: 500 },
])('holds the likeliest of a fleet with $of, whatever order they come in', ({ roles, held }) => {
  const fleet = Array.from({ length: 5000 }, (_, index) => host(index, `role-${index % roles}`));
  const found = heldOf([fleet]);
  expect(found).toHaveLength(held);
  const ranked = fleet.toSorted((a, b) => b.leakProbability - a.leakProbability);
  const due = [...Map.groupBy(ranked, ({ role }) => role).values()]
    .flatMap((own) => own.slice(0, 40))
    .sort((a, b) => b.leakProbability - a.leakProbability);
  const minimum = due[held - 1]?.leakProbability ?? 1;
  const isHeld = new Set(found);
  for (const { hostId, leakProbability } of due) {
    if (leakProbability > minimum) expect(isHeld.has(hostId), hostId).toBe(true);
  }
  // Of a fleet in parts, the groups of the parts are as good as the hosts.
  expect(heldOf([fleet.slice(0, 700), fleet.slice(700, 4000), fleet.slice(4000)])).toEqual(found);
});

function heldOf(parts: readonly (readonly ReturnType<typeof host>[])[]): string[] {
  const whole = controlGroup<string>();
  for (const part of parts) {
    const own = controlGroup<string>();
    for (const likely of part) own.add(likely, likely.hostId);
    for (const { host: likely, held } of own.members()) whole.add(likely, held);
  }
  return whole.members().map(({ held }) => held);
}
