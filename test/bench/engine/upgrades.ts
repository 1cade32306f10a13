import { upgrades } from '../../../infra/local/corpus.ts';
import { simulateHost } from '../../../infra/local/simulated-host.ts';
import type { Bin } from '../../../lambdas/domain/bin.ts';
import { growthAround, upgradedAt, upgradeEffect } from '../../../lambdas/domain/upgrade-effect.ts';
import { table } from '../markdown.ts';
import { shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const FLEETS = 8;
/** A host by itself is judged by its own errors alone, without others beside it. */
const GROUPS = [1, 2, 5, 10] as const;
const NORMAL_95 = 1.96;
const KINDS = ['fixed', 'not-fixed'] as const;

export interface UpgradeOutcome {
  kind: (typeof KINDS)[number];
  /** Hosts that were upgraded together. */
  hosts: number;
  /** The effect's 95 % interval lies below no change. */
  isLess: boolean;
  /** The growth's afterwards lies above none. */
  stillGrows: boolean;
}

/** Leaky hosts that changed release halfway, a few of a role at a time, beside those of the role that didn't. */
export const UPGRADES: Part<number, UpgradeOutcome[]> = {
  name: 'upgrades',
  tasks: () => Array.from({ length: FLEETS }, (_, fleet) => SEEDS.upgrades + fleet),
  measure: (fleetSeed) => {
    const hosts = upgrades(fleetSeed).map(({ scenario, seed }) => ({
      kind: scenario.kind,
      role: scenario.identity.role,
      bins: simulateHost(scenario, seed).bins(60),
    }));
    return [...Map.groupBy(hosts, ({ role }) => role).values()].flatMap((members) => {
      const of = (kind: string): Bin[][] =>
        members.filter((host) => host.kind === kind).map(({ bins }) => bins);
      return KINDS.flatMap((kind) =>
        GROUPS.flatMap((size) =>
          groupsOf(of(kind), size).flatMap((group): UpgradeOutcome[] => {
            const told = size === 1 ? ownEffect(group[0] ?? []) : pooledEffect(group, of('not-upgraded'));
            return told ? [{ kind, hosts: size, ...told }] : [];
          }),
        ),
      );
    });
  },
  report: (results) =>
    [
      '### Upgrades',
      "Leaky hosts of which some went to a release with a fix and some to one whose fix doesn't work, judged in groups of one role beside the hosts of that role that kept their release, 28 days with the upgrade about halfway. By the 95 % intervals; growth is less where that of the effect lies below 0, and goes on where that of the growth afterwards lies above 0. A host by itself is compared with itself alone. No goal was set.",
      upgradeTable(results.flat()),
    ].join('\n\n'),
};

type Told = Pick<UpgradeOutcome, 'isLess' | 'stillGrows'>;

function pooledEffect(group: readonly Bin[][], others: readonly Bin[][]): Told | null {
  const result = upgradeEffect(group, others);
  return result && { isLess: result.effect.high < 0, stillGrows: result.after.interval.low > 0 };
}

function ownEffect(bins: readonly Bin[]): Told | null {
  const at = upgradedAt(bins);
  const growth = at && growthAround(bins, at);
  if (!growth) return null;
  const { before, after } = growth;
  const error = Math.hypot(before.standardError, after.standardError);
  return {
    isLess: after.estimate - before.estimate + NORMAL_95 * error < 0,
    stillGrows: after.estimate - NORMAL_95 * after.standardError > 0,
  };
}

/** Whole groups alone. */
export function groupsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.floor(all.length / size) }, (_, group) =>
    all.slice(group * size, (group + 1) * size),
  );
}

export function upgradeTable(outcomes: readonly UpgradeOutcome[]): string {
  return table(
    ['upgraded to', 'hosts a group', 'growth is less', 'share', '95 %', 'growth goes on', 'share', '95 %'],
    KINDS.flatMap((kind) =>
      GROUPS.map((hosts) => {
        const own = outcomes.filter((outcome) => outcome.kind === kind && outcome.hosts === hosts);
        return [
          kind === 'fixed' ? 'a fix' : 'no fix',
          String(hosts),
          ...shareCells(own.filter(({ isLess }) => isLess).length, own.length),
          ...shareCells(own.filter(({ stillGrows }) => stillGrows).length, own.length),
        ];
      }),
    ),
  );
}
